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

/** When a breaker opens, what it lets through then, and when it closes. */
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
    void climbsFromOneProbeToWhatTheTypeHad() {
        scene.begin(30);
        while (!scene.running.isEmpty()) {
            scene.end(null);
        }
        scene.tripped().waited();

        int before = 0;
        StringBuilder rungs = new StringBuilder();
        while (scene.state() != BreakerState.CLOSED) {
            int begun = scene.begin(1_000);
            rungs.append(begun).append(' ');
            for (int i = 0; i < begun; i++) {
                scene.end(null);
                before++;
            }
        }

        assertThat(rungs.toString()).isEqualTo("1 2 4 8 16 32 ");
        assertThat(before).isEqualTo(63);
        assertThat(scene.changes.getLast().why()).isEqualTo(new Why.Passed(63));
        assertThat(scene.breaker.permits(scene.now)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void oneBadProbeAmongFewOpensItAgainForTwiceAsLong() {
        scene.tripped().waited();
        scene.run(1, null);
        scene.run(1, Cause.THIRD_PARTY);

        assertThat(scene.state()).isEqualTo(BreakerState.OPEN);
        assertThat(scene.changes.getLast().why()).isEqualTo(new Why.Broke(new Tally(1, 1, Cause.THIRD_PARTY, 1), 2));
        assertThat(scene.breaker.opensIn(scene.now)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    }

    @Test
    void onHigherRungsTheShareDecides() {
        Ramp ramp = new Ramp(64, 0.05);
        climb(ramp, 32);
        ramp.began(32, Long.MAX_VALUE);

        Ramp.Step first = ramp.ended(Evidence.BAD, Cause.DATABASE);
        Ramp.Step second = ramp.ended(Evidence.BAD, Cause.DATABASE);

        assertThat(first).isEqualTo(Ramp.Step.STAYS);
        assertThat(second).isEqualTo(Ramp.Step.BROKE);
        assertThat(ramp.tally()).isEqualTo(new Tally(2, 2, Cause.DATABASE, 2));
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
    void attemptsThatBeganBeforeItOpenedDecideNothingAfterwards() {
        scene.begin(40);
        for (int i = 0; i < 2_000; i++) {
            scene.breaker.began(1, scene.now, scene.now);
            scene.breaker.ended(scene.now, i < 1_980 ? null : Cause.DATABASE, scene.now);
        }
        scene.waited();
        int probes = scene.begin(100);
        for (int i = 0; i < 40; i++) {
            scene.end(i % 2 == 0 ? Cause.DATABASE : null);
        }

        assertThat(probes).isEqualTo(1);
        assertThat(scene.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(scene.begin(100)).isZero();
        scene.end(null);
        assertThat(scene.begin(100)).isEqualTo(2);
    }

    @Test
    void waitsHalfOpenForTrafficAsLongAsItTakes() {
        scene.tripped().waited();
        assertThat(scene.state()).isEqualTo(BreakerState.HALF_OPEN);

        scene.pass(Duration.ofDays(3));

        assertThat(scene.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(scene.breaker.permits(scene.now)).isEqualTo(1);
    }

    @Test
    void whatIsGivenBackUnbegunIsNoProbe() {
        scene.tripped().waited();
        for (int i = 0; i < 100; i++) {
            scene.breaker.givenBack();
        }

        assertThat(scene.breaker.snapshot(scene.now).rung()).isEqualTo(1);
        assertThat(scene.begin(9)).isEqualTo(1);
        scene.breaker.givenBack();
        assertThat(scene.begin(9)).as("the probe still runs").isZero();
    }

    @Test
    void aProbeOfWhichNobodyHearsAgainOpensIt() {
        scene.tripped().waited();
        scene.begin(1);
        scene.pass(BreakerScene.TIMEOUT);
        assertThat(scene.breaker.permits(scene.now)).isZero();
        assertThat(scene.state()).isEqualTo(BreakerState.HALF_OPEN);

        scene.pass(Duration.ofNanos(1));

        assertThat(scene.state()).isEqualTo(BreakerState.OPEN);
        assertThat(scene.changes.getLast().why()).isEqualTo(new Why.Lost());
        scene.waited();
        assertThat(scene.begin(9)).isEqualTo(1);
    }

    @Test
    void probesThatSayNothingGiveTheirPlaceToOthersAndGetOnSlowly() {
        scene.tripped().waited();

        scene.run(3, Cause.INVALID);
        int rung = scene.breaker.snapshot(scene.now).rung();
        scene.run(1, Cause.INVALID);

        assertThat(rung).isEqualTo(1);
        assertThat(scene.breaker.snapshot(scene.now).rung()).isEqualTo(2);
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

    private static void climb(Ramp ramp, int rung) {
        while (ramp.rung() < rung) {
            ramp.began(1, Long.MAX_VALUE);
            ramp.ended(Evidence.GOOD, null);
        }
    }
}
