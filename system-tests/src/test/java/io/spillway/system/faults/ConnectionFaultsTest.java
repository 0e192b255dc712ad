package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.FaultProxy;
import io.spillway.system.FaultProxy.Mode;
import io.spillway.system.Packaged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Between the nodes and their Redis stands a network that breaks off. */
@Packaged
@Timeout(900)
final class ConnectionFaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /** The request has arrived, and has had its effect, and nobody knows. */
    @Test
    void doublesNothingWhereConnectionsAreResetBeforeTheReply() {
        run("connections reset before the reply", Mode.RESET_AFTER_FORWARD, 3, Duration.ZERO);
    }

    /** Neither arrives, nor does the other side hear of it: only time-outs tell. */
    @Test
    void goesOnWhereRequestsVanishInAHalfOpenConnection() {
        run("requests that vanish", Mode.BLACK_HOLE, 2, Duration.ofMillis(10));
    }

    private void run(String what, Mode mode, int percent, Duration latency) {
        int wanted = Boolean.getBoolean("spillway.full") ? 6_000 : 600;
        RandomGenerator network = seed.random("network");
        RedisProcess redis = RedisProcess.durable(folder.resolve("redis"), "everysec");
        try (FaultProxy proxy = FaultProxy.to(redis.port(), network);
                Lab lab = Lab.start(
                        folder, 2, redis, setup -> setup.with("redis.url", "redis://127.0.0.1:" + proxy.port()));
                Recorder load = lab.load(100, seed.random("load"))) {
            load.awaitMore(50);

            lab.faultOfAll(() -> {
                proxy.slow(latency);
                proxy.inject(mode, percent);
                load.awaitMore(wanted);
                proxy.pass();
                load.awaitMore(1);
            });
            load.awaitMore(50);
            load.stop();
            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);

            assertThat(proxy.faults()).as("requests that met the fault").isGreaterThan(10);
            Figures.write(
                    what,
                    ("%d faults, %d tasks, %d repeated, %d submissions refused and sent again, the last "
                                    + "settled %s after the last fault")
                            .formatted(
                                    proxy.faults(),
                                    outcome.tasks(),
                                    outcome.repeats(),
                                    load.refused() + load.unanswered(),
                                    outcome.after(lab.lastFault())));
        }
    }
}
