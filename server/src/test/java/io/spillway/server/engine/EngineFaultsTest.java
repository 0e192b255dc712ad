package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.QueueClient;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine does when a plugin breaks the contract, or Redis goes away under it. Each test has its own Redis. */
final class EngineFaultsTest {

    private final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<Engine> engines = new ConcurrentLinkedQueue<>();
    private Duration lookingAround = Duration.ofMillis(500);
    private RealRedis server;
    private RedisConnection redis;
    private RedisTaskQueue queue;
    private RedisTaskStore store;

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

    @Test
    void anOutcomeWithoutAMessageEndsTheTaskAllTheSame() {
        run(type(), 4, _ -> Outcome.failed(Cause.INVALID, null));

        Task done = awaitEnd(submit(type(), null));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().cause()).isEqualTo(Cause.INVALID);
    }

    @Test
    void anOutcomeThatMakesNoSenseEndsTheTaskAllTheSame() {
        run(type(), 4, _ -> new Outcome.Retry(null, null, null));

        Task done = awaitEnd(submit(type(), null));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().cause()).isEqualTo(Cause.BUG);
    }

    @Test
    void anExceptionThatBreaksWhenAskedEndsTheTaskAllTheSame() {
        run(type(), 4, _ -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1;

                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException("no message either");
                }
            };
        });

        Task done = awaitEnd(submit(type(), null));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().cause()).isEqualTo(Cause.BUG);
    }

    @Test
    void aNegativeWaitIsNoWait() {
        run(
                type(),
                4,
                context -> context.attempt() == 1
                        ? Outcome.retryAfter(Duration.ofSeconds(-5), Cause.THROTTLED, "come back yesterday")
                        : Outcome.succeeded());

        assertThat(awaitEnd(submit(type(), null)).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aWaitLongerThanTheTimeOfOneAttemptIsKeptWhereTheSubmitterSetNoLimit() {
        TaskType<?> shortLived = type().withTimeout(Duration.ofMillis(400));
        run(
                shortLived,
                4,
                context -> context.attempt() == 1
                        ? Outcome.retryAfter(Duration.ofMillis(600), Cause.THROTTLED, "slow down")
                        : Outcome.succeeded());

        Task done = awaitEnd(submit(shortLived, null));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
    }

    @Test
    void aTypeWithoutAnEndToItsTimeRunsAndKeepsNoWorker() {
        TaskType<?> endless = type().withTimeout(ChronoUnit.FOREVER.getDuration());
        run(endless, 2, _ -> Outcome.succeeded());

        List<Task> done = IntStream.range(0, 6)
                .mapToObj(_ -> awaitEnd(submit(endless, null)))
                .toList();

        assertThat(done).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
    }

    @Test
    void anAttemptThatTakesLongerThanItsTypeAllowsIsTriedAgain() {
        TaskType<?> shortLived = type().withTimeout(Duration.ofMillis(200));
        run(shortLived, 4, context -> {
            if (context.attempt() == 1) {
                new CountDownLatch(1).await();
            }
            return Outcome.succeeded();
        });

        Task done = awaitEnd(submit(shortLived, null));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
    }

    @Test
    void aHandlerThatSaysThatItsTypesTimeIsOverIsTriedAgainAndOneWhoseSubmittersTimeIsOverIsNot() {
        run(
                type().withTimeout(Duration.ofSeconds(5)),
                4,
                context -> Outcome.failed(Cause.DEADLINE, "no time was left"));

        Task ofType = awaitEnd(submit(type(), null));
        Task ofSubmitter = awaitEnd(submit(type(), Duration.ofSeconds(2)));

        assertThat(ofType.failure().cause()).isEqualTo(Cause.TIMEOUT);
        assertThat(ofType.attempt()).isEqualTo(3);
        assertThat(ofSubmitter.failure().cause()).isEqualTo(Cause.DEADLINE);
        assertThat(ofSubmitter.attempt()).isOne();
    }

    @Test
    void theLimitsOfATypeHoldInTheEngine() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskType<?> narrow = type().withLimits(Limits.NONE.withConcurrency(2));
        run(narrow, 8, _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            now.decrementAndGet();
            return Outcome.succeeded();
        });

        List<TaskId> ids =
                IntStream.range(0, 40).mapToObj(_ -> submit(narrow, null)).toList();

        assertThat(ids).extracting(this::awaitEnd).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
        assertThat(most).hasValue(2);
    }

    @Test
    void tasksOfOneConcurrencyKeyFollowEachOtherAtOnceAndNotWhenTheEngineHappensToLook() {
        lookingAround = Duration.ofMinutes(1);
        TaskType<?> oneByOne = type().withLimits(Limits.NONE.withPerKey(1));
        Task.Spec spec = new Task.Spec(oneByOne.name(), "{}", Criticality.CRITICAL, 3, null, "acct-1", null);
        List<TaskId> ids = queue
                .submit(IntStream.range(0, 12)
                        .mapToObj(_ -> new Submission(spec, null, Duration.ZERO))
                        .toList())
                .stream()
                .map(each -> ((SubmitResult.Accepted) each).task().id())
                .toList();

        run(oneByOne, 8, _ -> Outcome.succeeded());

        assertThat(ids).extracting(this::awaitEnd).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
    }

    @Test
    void aTypeWhosePluginIsGoneLeavesItsWorkersToTheOthers() {
        AtomicInteger asked = new AtomicInteger();
        WorkerPool pool = new WorkerPool(2, Duration.ofSeconds(1));
        Seats seats = new Seats(pool, System::nanoTime);
        seats.take("gone", 8, 8);
        seats.give("gone", 2);
        EnginePorts ports = new EnginePorts(
                queue,
                ScriptedHandler.of("other", _ -> Outcome.succeeded()),
                new ScriptedAdmission(),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                () -> asked.incrementAndGet());
        Lane lane = new Lane("gone", new Lane.Shop(ports, config(), seats, new RunningAttempts(), new Idle()));

        lane.turn();

        assertThat(seats.hungriest()).isEmpty();
        pool.close();
    }

    @Test
    void aLaneWaitsBeforeItAsksAgainAQueueThatRefuses() throws Exception {
        AtomicLong now = new AtomicLong(1);
        RealRedis other = RealRedis.start();
        RedisConnection away = other.connect();
        other.close();
        WorkerPool pool = new WorkerPool(2, Duration.ofSeconds(1));
        EnginePorts ports = new EnginePorts(
                new RedisTaskQueue(away, new Random(3), TaskQueueConfig.DEFAULT),
                ScriptedHandler.of("faulty", _ -> Outcome.succeeded()),
                new ScriptedAdmission(),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                now::get);
        Lane lane = new Lane(
                "faulty", new Lane.Shop(ports, config(), new Seats(pool, now::get), new RunningAttempts(), new Idle()));
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        boolean again = lane.turn();

        assertThat(again).isFalse();
        assertThat(lane.trouble()).isNotNull();
        assertThat(lane.nextLook() - now.get()).isEqualTo(Duration.ofMillis(200).toNanos());
        pool.close();
        away.close();
    }

    /** Nobody who begins anything. */
    private static final class Idle implements Lane.Crew {
        @Override
        public void begin(Hand.Held next) {}

        @Override
        public void claimed(String type, Claimed claimed) {}

        @Override
        public void settled(Conclusion conclusion, Settlement.Result result) {}

        @Override
        public void dropped(Conclusion conclusion) {}

        @Override
        public boolean isClosing() {
            return false;
        }
    }

    @Test
    void aTypeOfLongTasksKeepsNoOtherTypeFromRunning() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TaskType<?> slow = TaskType.of("slow", ScriptedHandler.Nothing.class);
        TaskType<?> quick = TaskType.of("quick", ScriptedHandler.Nothing.class);
        run(
                new TwoHandlers(
                        new ScriptedHandler(slow, _ -> {
                            release.await();
                            return Outcome.succeeded();
                        }),
                        new ScriptedHandler(quick, _ -> Outcome.succeeded())),
                8);
        awaitEnd(submit(quick, null));

        for (int i = 0; i < 30; i++) {
            submit(slow, null);
        }
        Task done = awaitEnd(submit(quick, null));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        release.countDown();
    }

    private record TwoHandlers(ScriptedHandler one, ScriptedHandler other) implements HandlerRegistry {
        @Override
        public Optional<RegisteredHandler> find(String type) {
            return one.find(type).or(() -> other.find(type));
        }

        @Override
        public List<RegisteredHandler> all() {
            return List.of(one, other);
        }

        @Override
        public AutoCloseable listen(Runnable listener) {
            return () -> {};
        }
    }

    @Test
    void aHandlersOwnCleaningUpHoldsUpNoOtherDeadline() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        run(type(), 8, context -> {
            context.cancellation().onCancel(() -> awaitQuietly(release));
            context.cancellation().onCancel(() -> {
                throw new NoClassDefFoundError("unloaded");
            });
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        });

        List<TaskId> ids = IntStream.range(0, 3)
                .mapToObj(_ -> submit(type(), Duration.ofMillis(300)))
                .toList();

        assertThat(ids).extracting(this::awaitEnd).extracting(Task::state).containsOnly(TaskState.FAILED);
        release.countDown();
    }

    @Test
    void behindManyExpiredTasksThoseThatHaveTimeAreReachedAtOnce() {
        TaskType<?> narrow = type().withLimits(Limits.NONE.withPerNode(1));
        queue.submit(IntStream.range(0, 500)
                .mapToObj(_ -> submission(narrow, Duration.ofMillis(1)))
                .toList());
        TaskId last = submit(narrow, null);

        long begin = System.nanoTime();
        run(narrow, 4, _ -> Outcome.succeeded());
        awaitEnd(last);

        // 8 are looked at in one go: without another look at once it would take 60 polls of 500 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void whatEndsWhileRedisIsAwayIsSettledWhenItIsBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        run(type(), 4, _ -> {
            begun.countDown();
            go.await();
            return Outcome.succeeded();
        });
        TaskId id = submit(type(), null);
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        server.kill();
        go.countDown();
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        server.startAgain();

        Task done = awaitEnd(id);
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isOne();
        Conditions.await("the end to be told", () -> events.stream().anyMatch(TaskEvent.Finished.class::isInstance));
        assertThat(events).noneMatch(TaskEvent.StaleSettlement.class::isInstance);
    }

    @Test
    void aRedisThatStandsStillForLongerThanTheLeaseStopsTheHandlerAndTheTaskRunsAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        run(type(), 4, context -> {
            if (context.attempt() == 1) {
                context.cancellation().onCancel(stopped::countDown);
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return Outcome.succeeded();
        });
        TaskId id = submit(type(), null);
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        server.freeze();
        // The lease of 2 s, and no more than the one question that was under way.
        boolean inTime = stopped.await(4_500, TimeUnit.MILLISECONDS);
        server.thaw();

        assertThat(inTime).isTrue();
        Task done = awaitEnd(id);
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.fence()).isGreaterThan(1);
    }

    @Test
    void aTaskOfADeadNodeComesBackAlsoWhereNobodyCanRunItsType() {
        TaskType<?> gone = TaskType.of("gone", ScriptedHandler.Nothing.class);
        TaskId id = submit(gone, null);
        new QueueClient(queue, "dead", Duration.ofMillis(100)).claim("gone", 1);

        run(type(), 4, _ -> Outcome.succeeded());

        Conditions.await(
                "the task to wait again", () -> store.find(id).orElseThrow().state() == TaskState.PENDING);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TaskType<?> type() {
        return TaskType.of("faulty", ScriptedHandler.Nothing.class);
    }

    private void run(TaskType<?> type, int workers, ScriptedHandler.Work work) {
        run(new ScriptedHandler(type, work), workers);
    }

    private void run(HandlerRegistry handlers, int workers) {
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

    private EngineConfig config() {
        return new EngineConfig(
                "node", Duration.ofSeconds(2), lookingAround, Duration.ofMillis(300), LimitsConfig.NONE);
    }

    private TaskId submit(TaskType<?> type, Duration timeout) {
        return ((SubmitResult.Accepted)
                        queue.submit(List.of(submission(type, timeout))).getFirst())
                .task()
                .id();
    }

    private static Submission submission(TaskType<?> type, Duration timeout) {
        return new Submission(
                new Task.Spec(
                        type.name(), "{}", Criticality.CRITICAL, type.retries().maxAttempts(), null, null, null),
                timeout,
                Duration.ZERO);
    }

    private Task awaitEnd(TaskId id) {
        Conditions.await(
                "task " + id + " to end",
                () -> store.find(id).orElseThrow().state().isTerminal());
        return store.find(id).orElseThrow();
    }
}
