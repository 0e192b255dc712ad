package io.spillway.server.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an open breaker lets through to try, and what that decides. */
final class BreakerProbesTest {

    private final BreakerScene scene = new BreakerScene();

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

    private static void climb(Ramp ramp, int rung) {
        while (ramp.rung() < rung) {
            ramp.began(1, Long.MAX_VALUE);
            ramp.ended(Evidence.GOOD, null);
        }
    }
}
