package io.spillway.plugin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetriesTest {

    private static final Pause SHORT = Pause.of(Duration.ofMillis(50), Duration.ofMillis(10));
    private static final Pause LONG = Pause.of(Duration.ofSeconds(2));

    @Test
    void areThreeAttemptsWithTheOperatorsPauses() {
        assertThat(Retries.DEFAULT).isEqualTo(new Retries(3, Map.of(), Optional.empty()));
        assertThat(Retries.NONE).isEqualTo(new Retries(1, Map.of(), Optional.empty()));
    }

    @Test
    void eachWitherChangesOneThing() {
        Retries changed = Retries.DEFAULT
                .withPauses(Cause.THIRD_PARTY, SHORT, LONG)
                .withPauses(Cause.DATABASE, SHORT)
                .withPauses(Cause.DATABASE, LONG)
                .withMaxAttempts(7)
                .withTotalTime(Duration.ofHours(1));

        assertThat(changed)
                .isEqualTo(new Retries(
                        7,
                        Map.of(Cause.THIRD_PARTY, List.of(SHORT, LONG), Cause.DATABASE, List.of(LONG)),
                        Optional.of(Duration.ofHours(1))));
    }

    @Test
    void keepWhatTheyWereGivenWhateverBecomesOfIt() {
        Map<Cause, List<Pause>> pauses = new EnumMap<>(Cause.class);
        List<Pause> list = new ArrayList<>(List.of(SHORT));
        pauses.put(Cause.BUG, list);
        Retries retries = new Retries(3, pauses, Optional.empty());

        list.clear();
        pauses.clear();

        assertThat(retries.pauses()).isEqualTo(Map.of(Cause.BUG, List.of(SHORT)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"INVALID", "DEADLINE", "CANCELED", "LEASE_LOST"})
    void refusePausesThatWouldNeverBeMade(Cause cause) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retries.DEFAULT.withPauses(cause, SHORT))
                .withMessageStartingWith("there are no pauses after " + cause);
    }

    @Test
    void refuseNumbersThatCanNotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> Retries.DEFAULT.withMaxAttempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Retries.DEFAULT.withTotalTime(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Retries.DEFAULT.withTotalTime(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retries(3, Map.of(Cause.BUG, List.of()), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"PT-1S, PT0S", "PT721H, PT0S", "PT1S, PT-0.1S", "PT1S, PT1.1S"})
    void aPauseAndItsJitterHaveBounds(Duration length, Duration jitter) {
        assertThatIllegalArgumentException().isThrownBy(() -> Pause.of(length, jitter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.3S", "PT0.000000001S", "PT720H"})
    void aPauseUpToAStepLiesBetweenNothingAndTheStep(Duration step) {
        Pause pause = Pause.upTo(step);

        assertThat(pause.length().minus(pause.jitter())).isZero();
        assertThat(pause.length().plus(pause.jitter())).isBetween(step.minusNanos(1), step);
    }
}
