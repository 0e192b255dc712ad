package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A queue on a real Redis whose clock only the test moves, and a type of its own in it. */
final class QueueScene implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(10);

    private static final AtomicInteger TYPES = new AtomicInteger();

    final String type = "scene-" + TYPES.getAndIncrement();
    final RealRedis server;
    final RedisConnection redis;
    final RedisTaskQueue queue;
    final RedisTaskStore store;
    final RedisLetterStore letters;
    final RedisBulkStore bulk;
    final QueueClient client;
    long now = 1_700_000_000_000L;

    private final TaskQueueConfig config;
    private final List<RedisConnection> others = new ArrayList<>();

    private QueueScene(TaskQueueConfig config) {
        this.config = config;
        this.server = RealRedis.start();
        this.redis = server.connect();
        this.queue = new RedisTaskQueue(redis, new Random(7), config, () -> now);
        this.store = new RedisTaskStore(redis, config, () -> now);
        this.letters = new RedisLetterStore(redis, new Random(8), config, () -> now);
        this.bulk = new RedisBulkStore(redis, new Random(9), config, () -> now);
        this.client = client("node-a");
    }

    static QueueScene start() {
        return new QueueScene(TaskQueueConfig.DEFAULT);
    }

    static QueueScene start(TaskQueueConfig.RetryBudget budget) {
        return new QueueScene(new TaskQueueConfig(Duration.ofHours(24), Duration.ofDays(7), budget));
    }

    QueueClient client(String node) {
        return new QueueClient(queue, node, LEASE);
    }

    /** One that shares nothing with the first but the Redis. */
    QueueClient clientOfItsOwn(String node) {
        RedisConnection own = server.connect();
        others.add(own);
        return new QueueClient(new RedisTaskQueue(own, new Random(others.size()), config, () -> now), node, LEASE);
    }

    void pass(Duration time) {
        now += time.toMillis();
    }

    List<Task> submit(int count) {
        return submit(count, Criticality.CRITICAL, null);
    }

    List<Task> submit(int count, Criticality criticality, @Nullable String concurrencyKey) {
        Task.Spec spec = new Task.Spec(type, "{}", criticality, 3, null, concurrencyKey, null);
        List<Submission> submissions = IntStream.range(0, count)
                .mapToObj(_ -> new Submission(spec, null, Duration.ZERO))
                .toList();
        return queue.submit(submissions).stream()
                .map(each -> ((SubmitResult.Accepted) each).task())
                .toList();
    }

    Task submitTo(String other) {
        return submit(new Task.Spec(other, "{}", Criticality.CRITICAL, 3, null, null, null));
    }

    Task submitWith(String payload) {
        return submit(new Task.Spec(type, payload, Criticality.CRITICAL, 3, null, null, null));
    }

    Task submit(Task.Spec spec) {
        SubmitResult result =
                queue.submit(List.of(new Submission(spec, null, Duration.ZERO))).getFirst();
        return ((SubmitResult.Accepted) result).task();
    }

    Task find(Task task) {
        return store.find(task.id()).orElseThrow();
    }

    static Settlement succeeded(Task task) {
        return new Settlement(task.id(), task.fence(), new Settlement.Next.Succeeded("{}"));
    }

    static Settlement succeeded(Task task, String result) {
        return new Settlement(task.id(), task.fence(), new Settlement.Next.Succeeded(result));
    }

    static Settlement failed(Task task) {
        return new Settlement(
                task.id(), task.fence(), new Settlement.Next.Failed(new Task.Failure(Cause.INVALID, "no such item")));
    }

    static Settlement failed(Task task, Cause cause, String message) {
        return new Settlement(task.id(), task.fence(), new Settlement.Next.Failed(new Task.Failure(cause, message)));
    }

    /** As many dead letters, that failed a millisecond after one another. */
    List<Task> failures(int count, Cause cause, String message) {
        submit(count);
        List<Task> failed = new ArrayList<>();
        for (Task each : client.claim(type, count).tasks()) {
            pass(Duration.ofMillis(1));
            client.settle(failed(each, cause, message));
            failed.add(each);
        }
        return failed;
    }

    static Settlement again(Task task, Duration delay) {
        return new Settlement(
                task.id(), task.fence(), new Settlement.Next.Again(new Task.Failure(Cause.THIRD_PARTY, "away"), delay));
    }

    /** How many tasks the last walk over all found where they must not be. */
    long violations() {
        RedisInvariants invariants = new RedisInvariants(redis);
        for (int i = 0; i < 1000; i++) {
            var counts = invariants.step();
            if (counts.isPresent()) {
                return counts.get().values().stream().mapToLong(Long::longValue).sum();
            }
        }
        throw new AssertionError("the walk over all tasks does not end");
    }

    @Override
    public void close() throws Exception {
        others.forEach(RedisConnection::close);
        redis.close();
        server.close();
    }
}
