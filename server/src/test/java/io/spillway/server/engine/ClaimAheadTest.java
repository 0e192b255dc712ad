package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.submit.AdmittingSubmitter;
import io.spillway.server.submit.Pressure;
import io.spillway.server.submit.SubmitPorts;
import io.spillway.server.submit.SubmitTracing;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many short tasks, and fewer workers than there is work for: some tasks are claimed before there is a worker for them. */
final class ClaimAheadTest {

    private static final String TYPE = "short";
    private static final int WORKERS = 16;
    private static final int TASKS = 4_000;
    private static final Duration SHORT = Duration.ofMillis(2);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final RealRedis server = RealRedis.start();
    private final RedisConnection redis = server.connect();
    private final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);
    private final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    private final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
    private final Deque<Engine> engines = new ArrayDeque<>();
    private final Set<String> ran = ConcurrentHashMap.newKeySet();
    private final AtomicInteger twice = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicBoolean hangs = new AtomicBoolean();
    private final AtomicInteger hanging = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void submit() {
        ScriptedHandler handler = ScriptedHandler.of(TYPE, _ -> Outcome.succeeded());
        Submitter submitter = new AdmittingSubmitter(
                new SubmitPorts(
                        queue,
                        handler,
                        new ScriptedAdmission(),
                        Pressure.NONE,
                        SubmitTracing.NONE,
                        events::add,
                        System::nanoTime),
                _ -> {});
        for (int from = 0; from < TASKS; from += 500) {
            int first = from;
            submitter.submit(IntStream.range(0, 500)
                    .mapToObj(i ->
                            new Submitter.SubmitRequest(TYPE, "{}", "k" + (first + i), null, null, null, null, null))
                    .toList());
        }
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        while (!engines.isEmpty()) {
            engines.pop().close();
        }
        redis.close();
        server.close();
    }

    @Test
    void someAreClaimedAheadAndNoMoreRunAtOnceThanThereAreWorkers() {
        AtomicInteger leases = new AtomicInteger();

        start("one", this::work);
        Conditions.await("all tasks", () -> {
            leases.accumulateAndGet((int) running(), Math::max);
            return ended() == TASKS;
        });

        assertThat(most).hasValue(WORKERS);
        assertThat(leases.get()).as("leases at the same time").isGreaterThan(WORKERS);
        assertThat(ran).hasSize(TASKS);
        assertThat(twice).hasValue(0);
    }

    @Test
    void whatWasClaimedAheadGoesToAnotherNodeWhereTheWorkersDoNotComeFree() {
        start("one", this::work);
        Conditions.await("a quarter of the tasks", () -> ran.size() > TASKS / 4);
        hangs.set(true);
        Conditions.await("all workers to hang", () -> hanging.get() == WORKERS);

        start("two", context -> {
            note(context.taskId());
            return Outcome.succeeded();
        });

        Conditions.await("all but those that hang", () -> ran.size() == TASKS - WORKERS && running() == WORKERS);
        assertThat(twice).hasValue(0);
    }

    @Test
    void whatWasClaimedAheadGoesBackAtTheEndWithoutATryUsedUp() throws Exception {
        start("one", this::work);
        Conditions.await("a quarter of the tasks", () -> ran.size() > TASKS / 4);

        engines.pop().close();

        assertThat(running()).isZero();
        start("two", this::work);
        Conditions.await("all tasks", () -> ran.size() == TASKS && running() == 0);
        assertThat(twice).hasValue(0);
    }

    @Test
    void aNodeThatIsToldToStopClaimingSoonHoldsNothingMore() {
        start("one", this::work);
        Conditions.await("a quarter of the tasks", () -> ran.size() > TASKS / 4);

        long told = System.nanoTime();
        engines.peek().stopClaiming();
        Conditions.await("nothing to be held", () -> running() == 0);

        assertThat(Duration.ofNanos(System.nanoTime() - told))
                .as("long before the end of the leases")
                .isLessThan(LEASE.dividedBy(2));
        assertThat(ran).as("the rest is the others'").hasSizeLessThan(TASKS);
        assertThat(twice).hasValue(0);
    }

    private Outcome work(TaskContext context) throws InterruptedException {
        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            if (hangs.get()) {
                hanging.incrementAndGet();
                goOn.await();
            }
            LockSupport.parkNanos(SHORT.toNanos());
            note(context.taskId());
            assertThat(context.attempt()).isEqualTo(1);
            return Outcome.succeeded();
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private void note(String id) {
        if (!ran.add(id)) {
            twice.incrementAndGet();
        }
    }

    private long running() {
        return store.backlog(List.of(TYPE)).get(TYPE).running();
    }

    private long ended() {
        return events.stream().filter(TaskEvent.Finished.class::isInstance).count();
    }

    private void start(String node, ScriptedHandler.Work work) {
        EnginePorts ports = new EnginePorts(
                queue,
                ScriptedHandler.of(TYPE, work),
                new ScriptedAdmission(),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                System::nanoTime);
        Engine engine = new Engine(
                ports,
                new EngineConfig(node, LEASE, Duration.ofMillis(200), Duration.ofSeconds(2), LimitsConfig.NONE),
                new WorkerPool(WORKERS, Duration.ofSeconds(2)),
                new RetryPolicy(RetryConfig.DEFAULT),
                new Random(5));
        engines.push(engine);
        engine.start();
    }
}
