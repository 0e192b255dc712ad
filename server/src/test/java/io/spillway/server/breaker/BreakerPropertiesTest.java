package io.spillway.server.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.server.testing.Seed;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must hold whatever happens. Every failure names its seed. */
final class BreakerPropertiesTest {

    private static final Cause[] CAUSES = Cause.values();

    private final long seed = Seed.drawn(BreakerPropertiesTest.class);
    private final Random random = new Random(seed);

    @Test
    void neverOpensBelowTheVolume() {
        for (int run = 0; run < 50; run++) {
            BreakerScene scene = new BreakerScene(config(), random);
            BreakerConfig.Trip trip = config().trip();
            boolean fewAttempts = random.nextBoolean();
            int attempts = fewAttempts ? trip.minAttempts() - 1 : 5_000;
            int failures = fewAttempts ? attempts : trip.minFailures() - 1;
            for (int minute = 0; minute < 5; minute++) {
                for (int i = 0; i < attempts; i++) {
                    scene.begin(1);
                    scene.end(i < failures ? Cause.DATABASE : null);
                }
                scene.pass(trip.window().plusSeconds(3));
            }

            assertThat(scene.changes).as("seed %d run %d", seed, run).isEmpty();
        }
    }

    @Test
    void closesOnlyAfterFourRungsOfProbes() {
        for (int run = 0; run < 100; run++) {
            BreakerScene scene = new BreakerScene(config(), random);
            scene.tripped();
            int good = 0;
            int quiet = 0;
            for (int step = 0; step < 2_000; step++) {
                int seen = scene.changes.size();
                boolean probing = scene.state() == BreakerState.HALF_OPEN;
                @Nullable Cause cause = random.nextInt(20) == 0 ? any() : null;
                if (scene.begin(1) == 1) {
                    scene.end(cause);
                    good += probing && Evidence.of(cause) == Evidence.GOOD ? 1 : 0;
                    quiet += probing && Evidence.of(cause) == Evidence.QUIET ? 1 : 0;
                }
                if (scene.changes.size() > seen && scene.state() == BreakerState.CLOSED) {
                    assertThat(4 * good + quiet).as("seed %d run %d", seed, run).isGreaterThanOrEqualTo(60);
                    break;
                }
                if (scene.state() == BreakerState.OPEN) {
                    good = 0;
                    quiet = 0;
                    scene.waited();
                }
            }
        }
    }

    @Test
    void letsAProbeThroughAfterEachWait() {
        for (int run = 0; run < 100; run++) {
            BreakerScene scene = new BreakerScene(config(), random);
            for (int step = 0; step < 500; step++) {
                anything(scene);
                if (scene.state() == BreakerState.OPEN) {
                    assertThat(scene.begin(10))
                            .as("seed %d run %d step %d", seed, run, step)
                            .isZero();
                    assertThat(scene.breaker.opensIn(scene.now))
                            .as("seed %d run %d step %d", seed, run, step)
                            .isBetween(Duration.ZERO, config().pause().longest());
                    scene.waited();
                    assertThat(scene.begin(10))
                            .as("seed %d run %d step %d", seed, run, step)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void neverProbesWithMoreThanTheRung() {
        for (int run = 0; run < 100; run++) {
            BreakerScene scene = new BreakerScene(config(), random);
            scene.tripped().waited();
            for (int step = 0; step < 500; step++) {
                Breaker.Snapshot before = scene.breaker.snapshot(scene.now);
                anything(scene);
                if (before.state() == BreakerState.HALF_OPEN) {
                    assertThat(before.rung())
                            .as("seed %d run %d step %d", seed, run, step)
                            .isBetween(1, before.last());
                }
                Breaker.Snapshot after = scene.breaker.snapshot(scene.now);
                if (after.state() == BreakerState.HALF_OPEN) {
                    assertThat(scene.breaker.permits(scene.now))
                            .as("seed %d run %d step %d", seed, run, step)
                            .isBetween(0, after.rung());
                }
            }
        }
    }

    @Test
    void closesWithinBoundsOnceEverythingIsWell() {
        for (int run = 0; run < 200; run++) {
            BreakerScene scene = new BreakerScene(config(), random);
            for (int step = random.nextInt(300); step > 0; step--) {
                anything(scene);
            }
            long before = scene.now;
            for (int turn = 0; turn < 2_000 && scene.state() != BreakerState.CLOSED; turn++) {
                scene.begin(200);
                scene.pass(Duration.ofMillis(100));
                while (!scene.running.isEmpty()) {
                    scene.end(null);
                }
            }

            assertThat(scene.state()).as("seed %d run %d", seed, run).isEqualTo(BreakerState.CLOSED);
            assertThat(Duration.ofNanos(scene.now - before))
                    .as("seed %d run %d", seed, run)
                    .isLessThan(config().pause()
                            .longest()
                            .plus(BreakerScene.TIMEOUT)
                            .plusSeconds(10));
        }
    }

    /* Some probes are never heard of again, some attempts outlive states, and time passes unevenly. */
    private void anything(BreakerScene scene) {
        switch (random.nextInt(8)) {
            case 0 -> scene.pass(Duration.ofMillis(random.nextInt(40_000)));
            case 1 -> scene.running.clear();
            case 2 -> scene.run(random.nextInt(2_000), null);
            case 3 -> scene.run(random.nextInt(40), any());
            case 4, 5 -> scene.begin(1 + random.nextInt(100));
            default -> {
                for (int i = Math.min(scene.running.size(), random.nextInt(50)); i > 0; i--) {
                    scene.end(random.nextInt(10) == 0 ? any() : null);
                }
            }
        }
    }

    private Cause any() {
        return CAUSES[random.nextInt(CAUSES.length)];
    }

    private static BreakerConfig config() {
        return BreakerConfig.DEFAULT;
    }
}
