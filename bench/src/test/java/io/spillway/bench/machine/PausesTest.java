package io.spillway.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTest {

    private static final Duration GOAL = Duration.ofMillis(10);

    private final Pauses pauses = new Pauses();

    @ParameterizedTest
    @CsvSource({
        "  989, false, 'should have ended before'",
        "  990, true,  'should have ended when it began'",
        " 1020, true,  'due within it'",
        " 1240, true,  'due while programs still caught up'",
        " 1241, false, 'due when all was caught up'",
    })
    void disturbsWhatWasDueAboutThen(long due, boolean disturbed, String when) {
        note(1000, 1040);

        assertThat(pauses.mayDisturb(millis(due), GOAL)).as(when).isEqualTo(disturbed);
    }

    @Test
    void disturbsNothingWhereThereWasNone() {
        assertThat(pauses.mayDisturb(0, GOAL)).isFalse();
    }

    @Test
    void looksThatFollowEachOtherSeeOne() {
        note(1000, 1004);
        note(1004, 1008);
        note(1016, 1020);
        note(1029, 1033);

        assertThat(pauses.count()).isEqualTo(2);
        assertThat(pauses.length()).isEqualTo(Duration.ofMillis(16));
        assertThat(pauses.mayDisturb(millis(1010), Duration.ZERO)).isTrue();
    }

    private void note(long begin, long end) {
        pauses.note(millis(begin), millis(end), millis(end - begin));
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
