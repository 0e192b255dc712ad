package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A queue on a real Redis that the tests of a class share, in which each has a task type and a clock of its own. */
abstract class SharedRedisScene {

    static final Duration LEASE = Duration.ofSeconds(10);
    static RealRedis server;
    static RedisConnection redis;
    static int types;

    final String type = "queue-" + types++;
    long now = 1_700_000_000_000L;
    final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(7), TaskQueueConfig.DEFAULT, () -> now);
    final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT, () -> now);

    @BeforeAll
    static void start() {
        server = RealRedis.start();
        redis = server.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        server.close();
    }

    Task accepted(Submission submission) {
        return ((SubmitResult.Accepted) submit(submission)).task();
    }

    SubmitResult submit(Submission submission) {
        return queue.submit(List.of(submission)).getFirst();
    }

    Submission submission(String payload, @Nullable String key) {
        return new Submission(
                new Task.Spec(type, payload, Criticality.CRITICAL, 3, key, null, null), null, Duration.ZERO);
    }

    Submission submission(Criticality criticality, Duration delay, @Nullable Duration timeout) {
        return new Submission(new Task.Spec(type, "{}", criticality, 3, null, null, null), timeout, delay);
    }

    Claimed claim(String node, int max) {
        return client(node).claim(type, max);
    }

    QueueClient client(String node) {
        return new QueueClient(queue, node, LEASE);
    }
}
