package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.Tier;
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
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine on a real Redis, with handlers that do what plugins do at their worst. */
final class EngineTest {

    private static RealRedis server;
    private static RedisConnection redis;
    private static int types;

    private final String type = "engine-" + types++;
    private final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);
    private final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    private final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
    private Duration lookingAround = Duration.ofMillis(200);
    private final Queue<Engine> engines = new ConcurrentLinkedQueue<>();

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

    @AfterEach
    void closeEngines() throws Exception {
        for (Engine engine : engines) {
            engine.close();
        }
    }

    @Test
    void runsWhatIsSubmittedAndKeepsTheResult() {
        Submitter submitter = running(context -> Outcome.succeeded(Map.of("key", context.idempotencyKey())));

        Task task = submit(submitter, "order-1");

        Task done = awaitEnd(task.id());
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.result()).isEqualTo("{\"key\":\"order-1\"}");
        awaitEvent(new TaskEvent.Finished(task.id(), TaskOutcome.SUCCEEDED, Duration.ZERO, null, null));
    }

    @Test
    void triesAgainAfterAFailureThatMayPass() {
        Submitter submitter = running(
                context -> context.attempt() < 3 ? Outcome.retry(Cause.THIRD_PARTY, "away") : Outcome.succeeded());

        Task done = awaitEnd(submit(submitter, "k").id());

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(3);
    }

    @Test
    void triesAgainWhenItIsDueAndNotWhenItHappensToLook() {
        lookingAround = Duration.ofMinutes(1);
        Submitter submitter = running(context -> context.attempt() == 1
                ? Outcome.retryAfter(Duration.ofMillis(100), Cause.THROTTLED, "slow down")
                : Outcome.succeeded());

        Task done = awaitEnd(submit(submitter, "k").id());

        assertThat(done.attempt()).isEqualTo(2);
    }

    @Test
    void failsAfterTheLastAttempt() {
        Submitter submitter = running(_ -> Outcome.retry(Cause.DATABASE, "deadlock"));

        Task done = awaitEnd(submit(submitter, "k").id());

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.attempt()).isEqualTo(3);
        assertThat(done.failure())
                .isEqualTo(new Task.Failure(Cause.DATABASE, "deadlock (not tried again: 3 of 3 attempts were made)"));
    }

    @Test
    void whateverAHandlerThrowsEndsItsAttemptAlone() {
        List<Throwable> thrown = List.of(
                new StackOverflowError(),
                new NoClassDefFoundError("gone"),
                new OutOfMemoryError("pretended"),
                new AssertionError("no"),
                new IllegalArgumentException("bad"),
                new ThreadDeathLike());
        AtomicInteger next = new AtomicInteger();
        Submitter submitter = running(_ -> {
            Throwable each = thrown.get(next.getAndIncrement() % thrown.size());
            if (each instanceof Error error) {
                throw error;
            }
            throw (Exception) each;
        });

        List<Task> ended = IntStream.range(0, 12)
                .mapToObj(i -> submit(submitter, "k" + i))
                .map(task -> awaitEnd(task.id()))
                .toList();

        assertThat(ended).allSatisfy(task -> assertThat(task.state()).isEqualTo(TaskState.FAILED));
        assertThat(ended).extracting(task -> task.failure().cause()).containsOnly(Cause.BUG, Cause.INVALID);
    }

    private static final class ThreadDeathLike extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Test
    void outgoingCallsTellWhatIsLeftOfTheCallersTime() {
        Submitter submitter = running(context -> {
            try (OutgoingCall call = context.beginCall("GET")) {
                return Outcome.succeeded(call.headers());
            }
        });

        Task done = awaitEnd(submit(submitter, "k", Duration.ofSeconds(20)).id());

        Matcher sent = Pattern.compile("\"X-Request-Timeout-Ms\":\"([0-9]+)\"").matcher(done.result());
        assertThat(sent.find()).as(done.result()).isTrue();
        assertThat(Integer.parseInt(sent.group(1))).isBetween(1, 20_000);
        assertThat(done.result()).contains("\"grpc-timeout\":\"" + sent.group(1) + "m\"");
    }

    @Test
    void interruptsAHandlerWhoseTimeIsUsedUp() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Submitter submitter = running(context -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return Outcome.succeeded();
        });

        Task task = submit(submitter, "k", Duration.ofMillis(200));

        Task done = awaitEnd(task.id());
        assertThat(done.failure().cause()).isEqualTo(Cause.DEADLINE);
        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    void givesUpOnAHandlerThatIgnoresItsDeadline() {
        CountDownLatch release = new CountDownLatch(1);
        Submitter submitter = running(_ -> {
            boolean done = false;
            while (!done) {
                try {
                    done = release.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException ignored) {
                    done = false;
                }
            }
            return Outcome.succeeded();
        });

        Task task = submit(submitter, "k", Duration.ofMillis(100));

        Task done = awaitEnd(task.id());
        release.countDown();
        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().message()).contains("did not stop");
    }

    @Test
    void stopsAHandlerWhoseTaskWasCanceledOnAnyNode() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Submitter submitter = running(context -> {
            context.cancellation().onCancel(stopped::countDown);
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        });
        Task task = submit(submitter, "k");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        store.cancel(task.id());

        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(awaitEnd(task.id()).state()).isEqualTo(TaskState.CANCELED);
        Conditions.await(
                "the attempt to be over",
                () -> events.stream()
                        .anyMatch(event -> event instanceof TaskEvent.AttemptEnded(Task _, Cause cause, Duration _)
                                && cause == Cause.CANCELED));
        assertThat(events).noneMatch(TaskEvent.StaleSettlement.class::isInstance);
    }

    @Test
    void runsEachOfManyTasksOnceOnTwoNodes() {
        Set<String> ran = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        ScriptedHandler.Work work = context -> {
            if (!ran.add(context.taskId())) {
                twice.incrementAndGet();
            }
            return Outcome.succeeded();
        };
        Submitter submitter = running(work);
        running(work);

        for (int batch = 0; batch < 10; batch++) {
            int from = batch;
            submitter.submit(IntStream.range(0, 300)
                    .mapToObj(i -> request("b" + from + "-" + i, null))
                    .toList());
        }

        Conditions.await("3000 tasks", () -> ran.size() == 3000 && finished() == 3000);
        assertThat(twice).hasValue(0);
    }

    @Test
    void closingHandsInterruptedTasksBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Submitter submitter = running(_ -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        });
        Task task = submit(submitter, "k");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        engines.remove().close();

        assertThat(store.find(task.id()).orElseThrow().state()).isEqualTo(TaskState.PENDING);
    }

    @Test
    void shedsWhatATierKeepsOut() {
        Submitter submitter = running(_ -> Outcome.succeeded());

        Submitter.SubmitAnswer answer = submitter
                .submit(List.of(
                        new Submitter.SubmitRequest(type, "{}", null, Criticality.SHEDDABLE, null, null, null, null)))
                .getFirst();

        assertThat(answer).isInstanceOf(Submitter.SubmitAnswer.Shed.class);
        assertThat(events)
                .contains(new TaskEvent.Shed(type, Criticality.SHEDDABLE, Tier.L2))
                .noneMatch(TaskEvent.Finished.class::isInstance);
    }

    @Test
    void servesTheFallbackInsteadOfSheddingWhereThereIsOne() {
        String degraded = type + "-with-fallback";
        Submitter submitter = running(degraded, _ -> Outcome.succeeded(Map.of("instead", "nothing")));

        Submitter.SubmitAnswer answer = submitter
                .submit(List.of(new Submitter.SubmitRequest(
                        degraded, "{}", null, Criticality.SHEDDABLE, null, null, null, null)))
                .getFirst();

        Task done = awaitEnd(((Submitter.SubmitAnswer.Created) answer).task().id());
        assertThat(done.result()).isEqualTo("{\"instead\":\"L2\"}");
    }

    private Submitter running(ScriptedHandler.Work work) {
        return running(type, work);
    }

    private Submitter running(String name, ScriptedHandler.Work work) {
        ScriptedHandler handler = ScriptedHandler.of(name, work);
        EnginePorts ports = new EnginePorts(
                queue,
                handler,
                new ScriptedAdmission().shed(Criticality.SHEDDABLE),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                System::nanoTime);
        Engine engine = new Engine(
                ports,
                new EngineConfig(
                        "node-" + engines.size(),
                        Duration.ofSeconds(2),
                        lookingAround,
                        Duration.ofMillis(300),
                        LimitsConfig.NONE),
                new WorkerPool(16, Duration.ofSeconds(2)),
                new RetryPolicy(RetryConfig.DEFAULT),
                new Random(5));
        engines.add(engine);
        engine.start();
        return new AdmittingSubmitter(
                new SubmitPorts(
                        queue,
                        handler,
                        ports.admission(),
                        Pressure.NONE,
                        SubmitTracing.NONE,
                        events::add,
                        System::nanoTime),
                engine::ring);
    }

    private Task submit(Submitter submitter, String key) {
        return submit(submitter, key, null);
    }

    private Task submit(Submitter submitter, String key, Duration timeout) {
        return ((Submitter.SubmitAnswer.Created)
                        submitter.submit(List.of(request(key, timeout))).getFirst())
                .task();
    }

    private Submitter.SubmitRequest request(String key, Duration timeout) {
        return new Submitter.SubmitRequest(type, "{}", key, null, timeout, null, null, null);
    }

    private long finished() {
        return events.stream().filter(TaskEvent.Finished.class::isInstance).count();
    }

    private Task awaitEnd(TaskId id) {
        Conditions.await(
                "task " + id + " to end",
                () -> store.find(id).orElseThrow().state().isTerminal());
        return store.find(id).orElseThrow();
    }

    private void awaitEvent(TaskEvent.Finished like) {
        Conditions.await(
                "the event of " + like.id(),
                () -> events.stream()
                        .anyMatch(event -> event instanceof TaskEvent.Finished finished
                                && finished.id().equals(like.id())
                                && finished.outcome() == like.outcome()));
    }
}
