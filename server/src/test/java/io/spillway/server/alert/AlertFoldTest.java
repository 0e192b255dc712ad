package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spillway.server.alert.AlertFold.Folded;
import java.time.Instant;
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
                arguments("its start after its end", resolved(10, 20), firing(10), firing(10), NoticeResult.AMBIGUOUS),
                arguments(
                        "a start at the moment of the end",
                        resolved(10, 20),
                        firing(20),
                        firing(20),
                        NoticeResult.AMBIGUOUS),
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
    void foldsAsTheTableSays(
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
    void remembersTheEndThatSpeaksAgainstAnAlertThatFiresAgain() {
        Folded again = AlertFold.fold(resolved(10, 20).toAlert(at(100)), firing(10), at(1_000));

        assertThat(again.result()).isEqualTo(NoticeResult.AMBIGUOUS);
        assertThat(again.alert().isAmbiguous()).isTrue();
        assertThat(again.alert().doubt()).isEqualTo(new Alert.Doubt(at(10), at(20)));
        assertThat(again.alert().receivedAt()).isEqualTo(at(1_000));
    }

    static Stream<Arguments> afterADoubt() {
        return Stream.of(
                arguments("the same again", firing(30), firing(30), true, NoticeResult.REPEATED),
                arguments("an older start", firing(10), firing(30), true, NoticeResult.REPEATED),
                arguments("a start within the ended episode", firing(35), firing(35), true, NoticeResult.REPEATED),
                arguments("a start behind the end", firing(41), firing(41), false, NoticeResult.STARTED),
                arguments("the end again", resolved(30, 40), resolved(30, 40), false, NoticeResult.ENDED),
                arguments("a later end", resolved(30, 45), resolved(30, 45), false, NoticeResult.ENDED),
                arguments("an earlier end of it", resolved(30, 35), resolved(30, 40), false, NoticeResult.ENDED),
                arguments("the end of the one before", resolved(10, 20), firing(30), true, NoticeResult.STALE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("afterADoubt")
    void goesOnFromADoubt(
            String story, AlertNotice notice, AlertNotice expected, boolean doubtful, NoticeResult result) {
        Alert doubted = AlertFold.fold(resolved(30, 40).toAlert(at(100)), firing(30), at(101))
                .alert();

        Folded folded = AlertFold.fold(doubted, notice, at(102));

        assertThat(claim(folded.alert())).as(story).isEqualTo(claim(expected.toAlert(at(0))));
        assertThat(folded.alert().isAmbiguous()).isEqualTo(doubtful);
        assertThat(folded.result()).isEqualTo(result);
    }

    @Test
    void remembersWhenAFiringAlertWasLastHeardOf() {
        Alert known = firing(10).toAlert(at(100));

        Alert repeated = AlertFold.fold(known, firing(10), at(160)).alert();
        Alert fromASlowerClock = AlertFold.fold(repeated, firing(10), at(150)).alert();

        assertThat(repeated.receivedAt()).isEqualTo(at(160));
        assertThat(fromASlowerClock.receivedAt()).isEqualTo(at(160));
    }

    @Test
    void takesATimeOfReceiptThatIsFarAheadForAWrongClock() {
        Alert known = firing(10).toAlert(at(3_700));

        Alert repeated = AlertFold.fold(known, firing(10), at(100)).alert();

        assertThat(repeated.receivedAt()).isEqualTo(at(100));
        assertThat(known.confirmed(at(100)).receivedAt()).isEqualTo(at(100));
    }

    private static String claim(Alert alert) {
        return alert.status() + " " + alert.startsAt() + " " + alert.endsAt();
    }
}
