package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.server.breaker.BreakerChange;
import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.breaker.BreakerState;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.limits.LimitsConfig;
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
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine does with a type whose breaker opens: its tasks wait, and go on by a few at a time. */
final class BrokenTypeTest {

    private static final String TYPE = "broken";
    private static final int WORKERS = 32;
    private static final BreakerConfig QUICK = new BreakerConfig(
            true,
            new BreakerConfig.Trip(0.005, 20, 10, Duration.ofSeconds(30)),
            new BreakerConfig.Pause(Duration.ofMillis(400), Duration.ofMillis(800)),
            0.05);

    private final List<BreakerChange> changes = new CopyOnWriteArrayList<>();
    private final Breakers breakers = new Breakers(
            QUICK, new Breakers.Clocks(InstantSource.system(), System::nanoTime), new Random(7), changes::add);
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAfterwards = new AtomicInteger();
    private RealRedis server;
    private RedisConnection redis;
    private RedisTaskQueue queue;
    private RedisTaskStore store;
    private Engine engine;

    @BeforeEach
    void start() {
        server = RealRedis.start();
        redis = server.connect();
        TaskQueueConfig config = new TaskQueueConfig(
                Duration.ofHours(1),
                Duration.ofHours(1),
                new TaskQueueConfig.RetryBudget(-1, 1_000, Duration.ofSeconds(10)));
        queue = new RedisTaskQueue(redis, new Random(3), config);
        store = new RedisTaskStore(redis, config);
        engine = new Engine(
                new EnginePorts(
                        queue,
                        ScriptedHandler.of(TYPE, _ -> attempt()),
                        new Switchboard(DegradeConfig.defaults(), InstantSource.system()),
                        breakers,
                        Tracing.NONE,
                        _ -> {},
                        System::nanoTime),
                new EngineConfig(
                        "node",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(300),
                        LimitsConfig.NONE),
                new WorkerPool(WORKERS, Duration.ofSeconds(1)),
                new RetryPolicy(RetryConfig.DEFAULT),
                new Random(5));
    }

    @AfterEach
    void stop() throws Exception {
        engine.close();
        redis.close();
        server.close();
    }

    @Test
    void tasksOfATypeWhoseBreakerOpensWaitAndGoOnByTheRamp() {
        List<TaskId> ids = submit(600);
        away.set(true);
        engine.start();
        Conditions.await("the type to be so", () -> last() == BreakerState.OPEN);
        Conditions.await("the type to be so", () -> running.get() == 0);
        int burned = begun.get();
        Duration wait = breakers.of(TYPE).opensIn(System.nanoTime());

        assertThat(burned).isLessThanOrEqualTo(20 + WORKERS);
        Conditions.await("the type to be so", () -> begun.get() > burned);
        assertThat(wait).as("while it is open nothing begins").isPositive();
        // The lane looks around each 30 s only: the end of the wait has woken it.
        assertThat(last()).isNotEqualTo(BreakerState.CLOSED);
        away.set(false);
        Conditions.await("the type to be so", () -> last() == BreakerState.CLOSED);
        Conditions.await(
                "the type to be so",
                () -> ids.stream()
                        .allMatch(id -> store.find(id)
                                .map(Task::state)
                                .filter(TaskState::isTerminal)
                                .isPresent()));

        assertThat(ids).extracting(id -> store.find(id).orElseThrow().state()).containsOnly(TaskState.SUCCEEDED);
        assertThat(changes).extracting(BreakerChange::to).startsWith(BreakerState.OPEN, BreakerState.HALF_OPEN);
        assertThat(mostAfterwards.get()).isLessThanOrEqualTo(WORKERS);
    }

    private BreakerState last() {
        return changes.isEmpty() ? BreakerState.CLOSED : changes.getLast().to();
    }

    private Outcome attempt() {
        begun.incrementAndGet();
        int now = running.incrementAndGet();
        if (!changes.isEmpty()) {
            mostAfterwards.accumulateAndGet(now, Math::max);
        }
        try {
            return away.get() ? Outcome.retry(Cause.THIRD_PARTY, "away") : Outcome.succeeded();
        } finally {
            running.decrementAndGet();
        }
    }

    private List<TaskId> submit(int count) {
        List<Submission> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Submission(
                    new Task.Spec(TYPE, "{}", Criticality.CRITICAL, 50, null, null, null), null, Duration.ZERO));
        }
        return queue.submit(all).stream()
                .map(each -> ((SubmitResult.Accepted) each).task().id())
                .toList();
    }
}
