package io.spillway.server.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.Sli;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerdictTest {

    private static Sli sli(long runs, long errors) {
        return new Sli(runs, errors, Duration.ofMinutes(1), Duration.ZERO);
    }

    private static Verdict verdict(Sli before, Sli after) {
        return Verdict.of(before, after, Pace.DEFAULT.threshold(Tier.L2));
    }

    @ParameterizedTest
    @CsvSource({
        "300, 150, EFFECTIVE",
        "300, 151, NONE",
        "300, 0, EFFECTIVE",
        "130, 69, EFFECTIVE",
        "130, 70, NONE",
        "300, 300, NONE",
        "300, 449, NONE",
        "300, 450, HARMFUL",
        "300, 1000, HARMFUL",
        "69, 500, UNKNOWN",
        "0, 0, UNKNOWN"
    })
    void comparesTheShareOfErrorsBeforeAndAfter(long before, long after, Verdict expected) {
        assertThat(verdict(sli(1000, before), sli(1000, after))).isEqualTo(expected);
    }

    @Test
    void saysNothingOfTooFewTasks() {
        assertThat(verdict(sli(59, 30), sli(1000, 0))).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(sli(1000, 300), sli(59, 0))).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(sli(60, 30), sli(60, 0))).isEqualTo(Verdict.EFFECTIVE);
    }

    @Test
    void saysNothingOfWhatNobodyKnew() {
        assertThat(Verdict.of(null, sli(1000, 0), Pace.DEFAULT.threshold(Tier.L2)))
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(Verdict.of(sli(1000, 300), null, Pace.DEFAULT.threshold(Tier.L2)))
                .isEqualTo(Verdict.UNKNOWN);
    }
}
