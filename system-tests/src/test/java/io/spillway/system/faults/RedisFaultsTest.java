package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import io.spillway.system.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The Redis below the nodes dies, stands still, forgets its scripts, or has no memory left. */
@Packaged
@Timeout(600)
final class RedisFaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void losesNothingAcrossKillsAndRestartsOfRedis() {
        int kills = Boolean.getBoolean("spillway.full") ? 50 : 5;
        RedisProcess redis = RedisProcess.durable(folder.resolve("redis"), "always");
        try (Lab lab = Lab.start(folder, 2, redis, UnaryOperator.identity());
                Recorder load = lab.load(100, seed.random("load"))) {
            for (int i = 0; i < kills; i++) {
                load.awaitMore(50 + i);
                lab.faultOfAll(() -> {
                    redis.kill();
                    lab.cluster().nodes().forEach(RedisFaultsTest::assertRefuses);
                    redis.restart();
                    load.awaitMore(1);
                });
            }
            load.awaitMore(50);
            load.stop();

            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);

            Figures.write(
                    "kill -9 of Redis, appendfsync always",
                    ("%d kills, %d tasks, %d repeated, %d submissions refused and sent again, the last "
                                    + "settled %s after the last fault")
                            .formatted(
                                    kills,
                                    outcome.tasks(),
                                    outcome.repeats(),
                                    load.refused() + load.unanswered(),
                                    outcome.after(lab.lastFault())));
        }
    }

    @Test
    void goesOnAfterRedisStoodStillForTenSeconds() {
        try (Lab lab = Lab.start(folder, 2);
                Recorder load = lab.load(100, seed.random("load"))) {
            Node one = lab.cluster().nodes().getFirst();
            load.awaitMore(200);

            lab.faultOfAll(() -> {
                lab.redis().freeze();
                Await.until(
                        "the node says that it is not ready",
                        LIMIT,
                        () -> Cluster.api(one).answers("/-/ready", 503));
                lab.cluster().nodes().forEach(RedisFaultsTest::assertRefuses);
                Await.holds(
                        "the node is alive",
                        Duration.ofSeconds(10),
                        () -> Cluster.api(one).answers("/-/healthy", 200));
                lab.redis().thaw();
                load.awaitMore(1);
            });
            load.awaitMore(200);
            load.stop();
            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);

            assertThat(load.refused() + load.unanswered())
                    .as("submissions that were not taken meanwhile")
                    .isPositive();
            Figures.write(
                    "SIGSTOP of Redis for 10 s",
                    ("%d tasks, %d repeated, %d submissions refused and %d not answered, and sent again, "
                                    + "the last settled %s after the fault")
                            .formatted(
                                    outcome.tasks(),
                                    outcome.repeats(),
                                    load.refused(),
                                    load.unanswered(),
                                    outcome.after(lab.lastFault())));
        }
    }

    @Test
    void doesNotMindThatRedisForgetsItsScripts() {
        int flushes = 200;
        try (Lab lab = Lab.start(folder, 2);
                Recorder load = lab.load(200, seed.random("load"));
                Jedis redis = lab.redis().client()) {
            for (int i = 0; i < flushes; i++) {
                redis.scriptFlush();
                load.awaitMore(3);
            }
            load.stop();

            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);

            assertThat(outcome.repeats()).as("no fault for a task").isZero();
            Figures.write(
                    "SCRIPT FLUSH",
                    "%d times under load, %d tasks, none repeated, %d submissions refused"
                            .formatted(flushes, outcome.tasks(), load.refused()));
        }
    }

    @Test
    void refusesSubmissionsAndEndsWhatItHasWhileRedisIsOutOfMemory() {
        UnaryOperator<ServerSetup> few = setup -> setup.with("pool.max-workers", "4");
        RedisProcess redis = RedisProcess.durable(folder.resolve("redis"), "everysec");
        try (Lab lab = Lab.start(folder, 2, redis, few)) {
            /* More than the load needs while memory runs out, and longer than leases last unless they are renewed. */
            List<Recorder.Acknowledged> waiting = new ArrayList<>();
            waiting.addAll(
                    new Recorder(lab.cluster(), () -> Lab.LEASE.multipliedBy(3).toMillis()).submit(3));
            waiting.addAll(new Recorder(lab.cluster(), () -> 200).submit(150));
            try (Recorder load = lab.load(100, seed.random("load"));
                    Jedis client = redis.client()) {
                client.configSet("maxmemory", "" + (redis.info("used_memory") + 100_000));
                Await.until("refused submissions", LIMIT, () -> load.refused() >= 20);
                /* From here on nothing gets through because something else was freed. */
                client.configSet("maxmemory", "1");

                new FinalStates(lab.cluster(), waiting).await(LIMIT);

                Api api = lab.cluster().anyApi().orElseThrow();
                assertThat(api.answers("/-/healthy", 200)).isTrue();
                long refused = load.refused();
                client.configSet("maxmemory", "0");
                load.awaitMore(50);
                load.stop();
                waiting.addAll(load.acknowledged().values());
                Verdict.Outcome outcome = lab.check(waiting, LIMIT);

                Figures.write(
                        "Redis out of memory",
                        "%d tasks, %d repeated, %d submissions refused with Retry-After and taken later"
                                .formatted(outcome.tasks(), outcome.repeats(), refused));
            }
        }
    }

    /** While nothing can be kept, nothing is accepted, and whoever asks is told when to come again. */
    private static void assertRefuses(Node node) {
        Api.Answer answer = Cluster.api(node).submit(Api.task("probe-noop", Map.of()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).as(answer.body()).matches("[1-9][0-9]*");
    }
}
