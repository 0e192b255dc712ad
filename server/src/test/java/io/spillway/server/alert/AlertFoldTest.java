package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spillway.server.alert.AlertFold.Folded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertFoldTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final String F = "0123456789abcdef";

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private static AlertNotice firing(long from) {
        return Notices.firing(F, at(from));
    }

    private static AlertNotice resolved(long from, long to) {
        return Notices.resolved(F, at(from), at(to));
    }

    static Stream<Arguments> table() {
        return Stream.of(
                arguments("the same episode again", firing(10), firing(10), firing(10), NoticeResult.REPEATED),
                arguments("its end", firing(10), resolved(10, 20), resolved(10, 20), NoticeResult.ENDED),
                arguments(
                        "its end, again", resolved(10, 20), resolved(10, 20), resolved(10, 20), NoticeResult.REPEATED),
                arguments(
                        "a later end of it", resolved(10, 20), resolved(10, 25), resolved(10, 25), NoticeResult.ENDED),
                arguments(
                        "an earlier end of it",
                        resolved(10, 20),
                        resolved(10, 15),
                        resolved(10, 20),
                        NoticeResult.STALE),
                arguments("the next episode", resolved(10, 20), firing(21), firing(21), NoticeResult.STARTED),
                arguments("the next episode, its end lost", firing(10), firing(30), firing(30), NoticeResult.STARTED),
                arguments(
                        "the end of the episode before", firing(30), resolved(10, 20), firing(30), NoticeResult.STALE),
                arguments("the start of the episode before", firing(30), firing(10), firing(30), NoticeResult.REPEATED),
                arguments(
                        "its start after its end", resolved(10, 20), firing(10), resolved(10, 20), NoticeResult.STALE),
                arguments(
                        "a start at the moment of the end",
                        resolved(10, 20),
                        firing(20),
                        resolved(10, 20),
                        NoticeResult.STALE),
                arguments(
                        "its end, its start moved back",
                        firing(10),
                        resolved(5, 20),
                        resolved(5, 20),
                        NoticeResult.ENDED),
                arguments(
                        "an end without a length", firing(10), resolved(10, 10), resolved(10, 10), NoticeResult.ENDED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void foldsWithinTheSettlingTime(
            String story, AlertNotice known, AlertNotice notice, AlertNotice expected, NoticeResult result) {
        Folded folded = AlertFold.fold(known.toAlert(at(100)), notice, at(101));

        assertThat(claim(folded.alert())).as(story).isEqualTo(claim(expected.toAlert(at(0))));
        assertThat(folded.result()).isEqualTo(result);
    }

    @Test
    void believesAFirstNoticeOfEitherKind() {
        assertThat(AlertFold.fold(null, firing(1), at(2)).result()).isEqualTo(NoticeResult.STARTED);
        assertThat(AlertFold.fold(null, resolved(1, 2), at(3)).result()).isEqualTo(NoticeResult.ENDED);
    }

    @Test
    void resumesAnEpisodeThatStillFiresLongAfterItsEndWasReceived() {
        Alert ended = resolved(10, 20).toAlert(at(100));

        Folded early = AlertFold.fold(ended, firing(10), at(100).plus(AlertFold.SETTLING));
        Folded late = AlertFold.fold(
                ended, firing(10), at(100).plus(AlertFold.SETTLING).plusNanos(1));

        assertThat(early.result()).isEqualTo(NoticeResult.STALE);
        assertThat(early.alert()).isSameAs(ended);
        assertThat(late.result()).isEqualTo(NoticeResult.RESUMED);
        assertThat(late.alert().isFiring()).isTrue();
    }

    @Test
    void repeatedEndsDoNotPutOffTheEndOfTheSettling() {
        Alert known = resolved(10, 20).toAlert(at(100));

        for (int second = 110; second < 220; second += 10) {
            known = AlertFold.fold(known, resolved(10, 20), at(second)).alert();
        }
        Folded late = AlertFold.fold(known, firing(10), at(221));

        assertThat(late.result()).isEqualTo(NoticeResult.RESUMED);
    }

    @Test
    void remembersWhenAFiringAlertWasLastHeardOf() {
        Alert known = firing(10).toAlert(at(100));

        Alert repeated = AlertFold.fold(known, firing(10), at(160)).alert();
        Alert fromASlowerClock = AlertFold.fold(repeated, firing(10), at(150)).alert();

        assertThat(repeated.receivedAt()).isEqualTo(at(160));
        assertThat(fromASlowerClock.receivedAt()).isEqualTo(at(160));
    }

    /* A history as one Alertmanager tells it, with its last word last. */
    static Stream<List<AlertNotice>> histories() {
        return Stream.of(
                List.of(firing(10)),
                List.of(firing(10), resolved(10, 20)),
                List.of(firing(10), resolved(10, 20), firing(30)),
                List.of(firing(10), resolved(10, 20), firing(30), resolved(30, 40)),
                List.of(firing(10), resolved(10, 20), firing(30), resolved(30, 40), firing(50)),
                List.of(firing(10), resolved(10, 20), firing(30), resolved(30, 40), firing(50), resolved(50, 60)),
                List.of(firing(10), firing(7), resolved(7, 20), firing(30), firing(28), resolved(28, 40)),
                List.of(firing(10), resolved(10, 20), resolved(10, 25), firing(30), firing(30), firing(29)));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void everyOrderOfAHistoryEndsTheSame(List<AlertNotice> history) {
        Alert expected = foldAll(history);

        List<List<AlertNotice>> orders = new ArrayList<>();
        permute(new ArrayList<>(history), 0, orders);

        assertThat(orders).allSatisfy(order -> assertThat(claim(foldAll(order))).isEqualTo(claim(expected)));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void everyRepetitionOfAHistoryEndsTheSame(List<AlertNotice> history) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String expected = claim(foldAll(history));

        for (int round = 0; round < 500; round++) {
            List<AlertNotice> replayed = new ArrayList<>(history);
            int repeats = random.nextInt(20);
            for (int i = 0; i < repeats; i++) {
                replayed.add(history.get(random.nextInt(history.size())));
            }
            Collections.shuffle(replayed, random);

            assertThat(claim(foldAll(replayed)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(expected);
        }
    }

    private static Alert foldAll(List<AlertNotice> notices) {
        Alert known = null;
        long second = 100;
        for (AlertNotice notice : notices) {
            known = AlertFold.fold(known, notice, at(second++)).alert();
        }
        if (known == null) {
            throw new IllegalArgumentException("no notices");
        }
        return known;
    }

    private static String claim(Alert alert) {
        return alert.status() + " " + alert.startsAt() + " " + alert.endsAt();
    }

    private static void permute(List<AlertNotice> list, int from, List<List<AlertNotice>> orders) {
        if (from == list.size()) {
            orders.add(List.copyOf(list));
        }
        for (int i = from; i < list.size(); i++) {
            Collections.swap(list, from, i);
            permute(list, from + 1, orders);
            Collections.swap(list, from, i);
        }
    }
}
