package io.spillway.server.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a breaker opens and for how long, and what a person holds. */
final class BreakerTest {

    private final BreakerScene scene = new BreakerScene();

    @Test
    void opensAboveHalfAPercentAndSaysWhy() {
        scene.run(2_291, null);
        scene.run(5, Cause.DATABASE);
        scene.run(8, Cause.THIRD_PARTY);

        assertThat(scene.state()).isEqualTo(BreakerState.OPEN);
        assertThat(scene.breaker.permits(scene.now)).isZero();
        assertThat(scene.changes).singleElement().satisfies(change -> {
            assertThat(change.to()).isEqualTo(BreakerState.OPEN);
            assertThat(change.why())
                    .isEqualTo(new Why.Tripped(new Tally(2_303, 12, Cause.THIRD_PARTY, 7), Duration.ofMinutes(1)));
            assertThat(change.pause()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
        });
    }

    @Test
    void staysClosedAtExactlyHalfAPercent() {
        scene.run(1_990, null);
        scene.run(10, Cause.THIRD_PARTY);

        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void fewAttemptsDecideNothing() {
        scene.run(999, Cause.THIRD_PARTY);

        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);

        scene.run(1, Cause.THIRD_PARTY);

        assertThat(scene.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void fewFailuresDecideNothing() {
        scene.run(1_000, null);
        scene.run(9, Cause.BUG);

        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void whatIsOlderThanTheWindowCountsNoMore() {
        scene.run(9, Cause.BUG);
        scene.run(1_000, null);
        scene.pass(Duration.ofSeconds(61));
        scene.run(1_000, null);
        scene.run(9, Cause.BUG);

        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(scene.breaker.snapshot(scene.now).tally().failures()).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID", "THROTTLED", "DEADLINE", "CANCELED", "LEASE_LOST"})
    void whatTheDependenciesCantHelpDoesNotCount(Cause cause) {
        scene.run(5_000, cause);

        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(scene.breaker.snapshot(scene.now).tally()).isEqualTo(Tally.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DATABASE", "THIRD_PARTY", "TIMEOUT", "BUG"})
    void whatTheHandlerAndItsDependenciesDoCounts(Cause cause) {
        scene.run(1_000, cause);

        assertThat(scene.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void theWaitDoublesUpToTheLongest() {
        scene.tripped();
        for (int i = 0; i < 10; i++) {
            scene.waited().run(1, Cause.TIMEOUT);
        }

        assertThat(scene.breaker.opensIn(scene.now)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(60));
    }

    @Test
    void oneThatTripsAgainSoonAfterItClosedWaitsLonger() {
        scene.tripped().waited();
        scene.run(15, null);
        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);

        scene.pass(Duration.ofSeconds(20));
        scene.tripped();

        assertThat(scene.breaker.opensIn(scene.now)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    }

    @Test
    void oneThatWasCalmForLongBeginsAnew() {
        scene.tripped().waited();
        scene.run(15, null);

        scene.pass(Duration.ofSeconds(61));
        scene.tripped();

        assertThat(scene.breaker.opensIn(scene.now)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    }

    @Test
    void aPersonHoldsItOpenAndItProbesAfterwards() {
        scene.breaker.force(held(ForcedBreaker.Mode.FORCED_OPEN), scene.now + 1_000_000, scene.now);
        assertThat(scene.breaker.permits(scene.now)).isZero();
        assertThat(scene.changes.getLast().why()).isEqualTo(new Why.Forced("ada", "stock moves"));

        scene.breaker.force(null, scene.now, scene.now);

        assertThat(scene.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(scene.begin(9)).isEqualTo(1);
    }

    @Test
    void whatAPersonHeldOpenEndsAlsoWhenNobodySaysSo() {
        scene.breaker.force(held(ForcedBreaker.Mode.FORCED_OPEN), scene.now + 1_000_000, scene.now);

        scene.waited();

        assertThat(scene.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void aPersonHoldsItClosedWhateverFails() {
        scene.tripped();
        scene.breaker.force(held(ForcedBreaker.Mode.FORCED_CLOSED), scene.now + 1_000_000, scene.now);

        scene.run(5_000, Cause.BUG);

        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);

        scene.breaker.force(null, scene.now, scene.now);
        assertThat(scene.state()).isEqualTo(BreakerState.CLOSED);
        scene.run(1_000, Cause.BUG);
        assertThat(scene.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void doesNothingByItselfWhereItIsSwitchedOff() {
        BreakerConfig standard = BreakerConfig.DEFAULT;
        BreakerScene off =
                new BreakerScene(new BreakerConfig(false, standard.trip(), standard.pause(), 0.05), new Random(2));

        off.run(5_000, Cause.BUG);

        assertThat(off.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(off.changes).isEqualTo(List.of());
    }

    private static ForcedBreaker held(ForcedBreaker.Mode mode) {
        return new ForcedBreaker(
                "stock-deduct", mode, "ada", "stock moves", Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    }
}
