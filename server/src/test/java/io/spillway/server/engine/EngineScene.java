package io.spillway.server.engine;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An engine on a Redis of each test's own, that keeps what it was told. */
abstract class EngineScene {
    final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
    final Queue<Engine> engines = new ConcurrentLinkedQueue<>();
    Duration lookingAround = Duration.ofMillis(500);
    RealRedis server;
    RedisConnection redis;
    RedisTaskQueue queue;
    RedisTaskStore store;

    @BeforeEach
    void start() {
        server = RealRedis.startDurable();
        redis = server.connect();
        queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);
        store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    }

    @AfterEach
    void stop() throws Exception {
        for (Engine engine : engines) {
            engine.close();
        }
        redis.close();
        server.close();
    }

    static TaskType<?> type() {
        return TaskType.of("faulty", ScriptedHandler.Nothing.class);
    }

    void run(TaskType<?> type, int workers, ScriptedHandler.Work work) {
        run(new ScriptedHandler(type, work), workers);
    }

    void run(HandlerRegistry handlers, int workers) {
        EnginePorts ports = new EnginePorts(
                queue,
                handlers,
                new ScriptedAdmission(),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                System::nanoTime);
        Engine engine = new Engine(
                ports,
                config(),
                new WorkerPool(workers, Duration.ofSeconds(1)),
                new RetryPolicy(RetryConfig.DEFAULT),
                new Random(5));
        engines.add(engine);
        engine.start();
    }

    EngineConfig config() {
        return new EngineConfig(
                "node", Duration.ofSeconds(2), lookingAround, Duration.ofMillis(300), LimitsConfig.NONE);
    }

    TaskId submit(TaskType<?> type, Duration timeout) {
        return ((SubmitResult.Accepted)
                        queue.submit(List.of(submission(type, timeout))).getFirst())
                .task()
                .id();
    }

    static Submission submission(TaskType<?> type, Duration timeout) {
        return new Submission(
                new Task.Spec(
                        type.name(), "{}", Criticality.CRITICAL, type.retries().maxAttempts(), null, null, null),
                timeout,
                Duration.ZERO);
    }

    Task awaitEnd(TaskId id) {
        Conditions.await(
                "task " + id + " to end",
                () -> store.find(id).orElseThrow().state().isTerminal());
        return store.find(id).orElseThrow();
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
