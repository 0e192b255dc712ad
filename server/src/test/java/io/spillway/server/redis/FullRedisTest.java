package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.degrade.Tiers;
import io.spillway.server.task.Lease;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where Redis is full, nothing more comes in, and what is in gets done. */
final class FullRedisTest {

    private static final Duration LEASE = Duration.ofMillis(300);

    static List<Arguments> versions() {
        return List.of(
                Arguments.of("installed", (Supplier<RealRedis>) RealRedis::start),
                Arguments.of("bundled", (Supplier<RealRedis>) RealRedis::startBundled));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    void refusesSubmissionsAndLetsEverythingElsePass(String version, Supplier<RealRedis> start) throws Exception {
        try (RealRedis server = start.get();
                RedisConnection redis = server.connect()) {
            RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
            RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
            QueueClient node = new QueueClient(queue, "node", LEASE);
            List<Submission> many =
                    IntStream.range(0, 500).mapToObj(_ -> submission()).toList();
            queue.submit(many);
            List<Task> running = node.claim("full", 20).tasks();
            redis.commands().configSet("maxmemory", "1mb");

            assertThatThrownBy(() -> queue.submit(List.of(submission())))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("OOM");
            assertThat(node.settle(QueueScene.succeeded(running.get(0), "{\"some\":\"result\"}")))
                    .isEqualTo(Settlement.Result.SETTLED);
            assertThat(node.settle(QueueScene.failed(running.get(1)))).isEqualTo(Settlement.Result.SETTLED);
            assertThat(node.settle(QueueScene.again(running.get(2), Duration.ofMillis(10))))
                    .isEqualTo(Settlement.Result.SETTLED);
            assertThat(queue.renew(
                            "node",
                            List.of(new Lease(
                                    running.get(3).id(), running.get(3).fence())),
                            LEASE))
                    .isEmpty();
            assertThat(store.cancel(running.get(4).id())).isInstanceOf(TransitionResult.Moved.class);
            assertThat(node.claim("full", 20).tasks()).hasSize(20);
            Conditions.await(
                    "a lease to end", () -> queue.recover("full", 200).tasks().size() > 0);

            redis.commands().configSet("maxmemory", "0");
            assertThat(queue.submit(List.of(submission())).getFirst()).isInstanceOf(SubmitResult.Accepted.class);
            assertThat(store.find(running.getFirst().id()).orElseThrow().state())
                    .isEqualTo(TaskState.SUCCEEDED);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    void claimsWhatIsDueAndChangesTiersAsWell(String version, Supplier<RealRedis> start) throws Exception {
        try (RealRedis server = start.get();
                RedisConnection redis = server.connect()) {
            RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
            QueueClient node = new QueueClient(queue, "node", LEASE);
            queue.submit(List.of(new Submission(submission().spec(), null, Duration.ofMillis(1))));
            redis.commands().configSet("maxmemory", "1mb");

            try {
                Conditions.await(
                        "a lease to end", () -> node.claim("full", 1).tasks().size() == 1);
                assertThat(new RedisTierStore(redis).replace(0, new Tiers(1, List.of(), List.of()), List.of()))
                        .isTrue();
            } finally {
                redis.commands().configSet("maxmemory", "0");
            }
        }
    }

    private static Submission submission() {
        Task.Spec spec = new Task.Spec(
                "full", "{\"x\":\"" + "a".repeat(2000) + "\"}", Criticality.CRITICAL, 3, null, null, null);
        return new Submission(spec, null, Duration.ZERO);
    }
}
