package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One history, told in every order and any number of times, ends in one state. */
final class ConvergenceTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final String F = "0123456789abcdef";
    private static final int ROUNDS = 2_000;

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private static AlertNotice firing(long from) {
        return Notices.firing(F, at(from));
    }

    private static AlertNotice resolved(long from, long to) {
        return Notices.resolved(F, at(from), at(to));
    }

    /* As one Alertmanager tells them, with its last word last. */
    static List<List<AlertNotice>> histories() {
        return List.of(
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
    void everyOrderEndsTheSameOrInADoubtThatTheTruthSettles(List<AlertNotice> history) {
        Alert expected = foldAll(history);

        List<List<AlertNotice>> orders = new ArrayList<>();
        permute(new ArrayList<>(history), 0, orders);

        assertThat(orders).allSatisfy(order -> {
            Alert ended = foldAll(order);
            assertThat(ended.isAmbiguous())
                    .as("it is flagged where it differs")
                    .isEqualTo(!claim(ended).equals(claim(expected)));
            assertThat(claim(settled(ended, expected))).isEqualTo(claim(expected));
        });
    }

    @ParameterizedTest
    @MethodSource("histories")
    void everyOrderEndsTheSameOnceTheLastWordIsSaidAgain(List<AlertNotice> history) {
        Alert expected = foldAll(history);

        List<List<AlertNotice>> orders = new ArrayList<>();
        permute(new ArrayList<>(history), 0, orders);

        assertThat(orders).allSatisfy(order -> {
            List<AlertNotice> repeated = new ArrayList<>(order);
            repeated.add(history.getLast());
            Alert ended = foldAll(repeated);
            assertThat(ended.isAmbiguous()).isFalse();
            assertThat(claim(ended)).isEqualTo(claim(expected));
        });
    }

    /* Unambiguous is an order in which no start comes after an end that lies behind it. */
    @Test
    void everyUnambiguousOrderAndRepetitionOfAnyHistoryEndsTheSameWithoutDoubt() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<AlertNotice> history = history(random);
            List<AlertNotice> told = unambiguous(shuffled(history, random));

            Alert ended = foldAll(told);

            assertThat(ended.isAmbiguous()).as("seed %d round %d", seed, round).isFalse();
            assertThat(claim(ended)).as("seed %d round %d", seed, round).isEqualTo(claim(foldAll(history)));
        }
    }

    @Test
    void anyOrderAndRepetitionOfAnyHistoryEndsTheSameOnceTheTruthIsAsked() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<AlertNotice> history = history(random);
            Alert expected = foldAll(history);

            Alert ended = foldAll(shuffled(history, random));

            assertThat(claim(settled(ended, expected)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(claim(expected));
        }
    }

    private static List<AlertNotice> history(Random random) {
        List<AlertNotice> history = new ArrayList<>();
        int episodes = 1 + random.nextInt(4);
        long second = 10;
        for (int episode = 0; episode < episodes; episode++) {
            long start = second + 1 + random.nextInt(20);
            history.add(firing(start));
            if (random.nextBoolean()) {
                start -= random.nextLong(start - second);
                history.add(firing(start));
            }
            second = start + random.nextInt(30) + 20;
            if (episode < episodes - 1 || random.nextBoolean()) {
                history.add(resolved(start, second));
            }
        }
        return history;
    }

    private static List<AlertNotice> shuffled(List<AlertNotice> history, Random random) {
        List<AlertNotice> told = new ArrayList<>(history);
        IntStream.range(0, random.nextInt(15)).forEach(_ -> told.add(history.get(random.nextInt(history.size()))));
        Collections.shuffle(told, random);
        return told;
    }

    /* Puts each end behind the last start that it would throw doubt on, and changes no order but that. */
    private static List<AlertNotice> unambiguous(List<AlertNotice> told) {
        List<AlertNotice> open = new ArrayList<>(told);
        List<AlertNotice> ordered = new ArrayList<>();
        while (!open.isEmpty()) {
            AlertNotice next = open.stream()
                    .filter(notice -> open.stream().noneMatch(other -> contradicts(notice, other)))
                    .findFirst()
                    .orElseThrow();
            open.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    private static boolean contradicts(AlertNotice end, AlertNotice start) {
        Instant endsAt = end.endsAt();
        return endsAt != null && start.endsAt() == null && !start.startsAt().isAfter(endsAt);
    }

    private static Alert settled(Alert alert, Alert truth) {
        if (!alert.isAmbiguous()) {
            return alert;
        }
        return truth.isFiring() ? alert.confirmed(at(900)) : alert.ended(at(900));
    }

    private static Alert foldAll(List<AlertNotice> notices) {
        @Nullable Alert known = null;
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
