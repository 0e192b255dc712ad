package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.Scope;
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
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a tier does beside shedding, on a real Redis: retries, fallback, pause and slowing. */
final class TierTreatmentTest {

    private static final Scope SITE = new Scope.Site();
    private static RealRedis server;
    private static RedisConnection redis;
    private static int types;

    private final String type = "treated-" + types++;
    private final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);
    private final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    private final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
    private final ScriptedAdmission tiers = new ScriptedAdmission().inForce(Tier.L2);
    private @Nullable Engine engine;

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
    void closeEngine() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    private static Admission.Treatment cut(RetryCut cut) {
        return new Admission.Treatment(true, cut, Duration.ZERO, null);
    }

    private static Admission.Treatment paused() {
        return new Admission.Treatment(true, RetryCut.NORMAL, Duration.ZERO, new Admission.Pause(Tier.L2, SITE, null));
    }

    @Test
    void makesNoSecondAttemptWhereATierStopsRetries() {
        tiers.treat(cut(RetryCut.NONE));
        Submitter submitter = running(type, _ -> Outcome.retry(Cause.THIRD_PARTY, "away"));

        Task done = awaitEnd(submit(submitter, type, Criticality.CRITICAL));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.attempt()).isEqualTo(1);
        assertThat(done.failure().message()).contains("tier L2 allows no retries");
    }

    @Test
    void makesFewerAttemptsWhereATierReducesRetries() {
        tiers.treat(cut(new RetryCut(2, 1.5)));
        Submitter submitter = running(type, _ -> Outcome.retry(Cause.THIRD_PARTY, "away"));

        Task done = awaitEnd(submit(submitter, type, Criticality.CRITICAL));

        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.failure().message()).contains("tier L2 allows 2 attempts only");
    }

    @Test
    void sparesTheRetriesOfWhatIsMostCritical() {
        tiers.treat(cut(RetryCut.NONE));
        Submitter submitter = running(
                type, context -> context.attempt() < 3 ? Outcome.retry(Cause.DATABASE, "away") : Outcome.succeeded());

        Task done = awaitEnd(submit(submitter, type, Criticality.CRITICAL_PLUS));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(3);
    }

    @Test
    void shedsInsteadOfTheFallbackWhereATierSaysSo() {
        String degraded = type + "-with-fallback";
        tiers.shed(Criticality.SHEDDABLE);
        tiers.treat(new Admission.Treatment(false, RetryCut.NORMAL, Duration.ZERO, null));
        Submitter submitter = running(degraded, _ -> Outcome.succeeded());

        assertThat(answer(submitter, degraded, Criticality.SHEDDABLE)).isInstanceOf(SubmitAnswer.Shed.class);
    }

    @Test
    void keepsAPausedTypeInTheQueueAndSaysSoUntilThePauseIsOver() {
        tiers.treat(paused());
        Submitter submitter = running(type, _ -> Outcome.succeeded());

        SubmitAnswer.Created answer = (SubmitAnswer.Created) answer(submitter, type, Criticality.CRITICAL);
        assertThat(answer.pause()).contains(new Admission.Pause(Tier.L2, SITE, null));
        TaskId urgent = submit(submitter, type, Criticality.CRITICAL_PLUS);
        assertThat(awaitEnd(urgent).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(store.find(answer.task().id()).orElseThrow().state()).isEqualTo(TaskState.PENDING);

        tiers.treat(Admission.Treatment.NORMAL);
        assertThat(awaitEnd(answer.task().id()).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void pausesATypeWithAFallbackAsWell() {
        String degraded = type + "-with-fallback";
        tiers.treat(paused());
        Submitter submitter = running(degraded, _ -> Outcome.succeeded(Map.of()));

        TaskId waits = submit(submitter, degraded, Criticality.CRITICAL);
        awaitEnd(submit(submitter, degraded, Criticality.CRITICAL_PLUS));

        assertThat(store.find(waits).orElseThrow().state()).isEqualTo(TaskState.PENDING);
    }

    @Test
    void keepsCallersWaitingAsATierSaysButForWhatIsMostCritical() {
        tiers.treat(new Admission.Treatment(true, RetryCut.NORMAL, Duration.ofMillis(60), null));
        Submitter submitter = running(type, _ -> Outcome.succeeded());

        submit(submitter, type, Criticality.CRITICAL_PLUS);
        assertThat(events).noneMatch(TaskEvent.Slowed.class::isInstance);

        submit(submitter, type, Criticality.CRITICAL);
        assertThat(events).contains(new TaskEvent.Slowed(type, Duration.ofMillis(60)));
    }

    @Test
    void submitsWhatIsNotSlowedAtOnceAndAnswersInOrder() {
        tiers.treat(new Admission.Treatment(true, RetryCut.NORMAL, Duration.ofMillis(60), null));
        Submitter submitter = running(type, _ -> Outcome.succeeded());

        List<SubmitAnswer> answers = submitter.submit(List.of(
                request(type, "slow", Criticality.CRITICAL),
                request(type, "fast", Criticality.CRITICAL_PLUS),
                request(type, "slow-too", Criticality.SHEDDABLE)));

        assertThat(answers)
                .extracting(each -> ((SubmitAnswer.Created) each).task().spec().criticality())
                .containsExactly(Criticality.CRITICAL, Criticality.CRITICAL_PLUS, Criticality.SHEDDABLE);
        assertThat(events)
                .containsSubsequence(
                        new TaskEvent.Submitted(type, Criticality.CRITICAL_PLUS, TaskEvent.Submitted.Result.ACCEPTED),
                        new TaskEvent.Slowed(type, Duration.ofMillis(60)),
                        new TaskEvent.Submitted(type, Criticality.CRITICAL, TaskEvent.Submitted.Result.ACCEPTED));
    }

    @Test
    void runsFewerTasksOfATypeAtOnceWhereATierSaysSoAndAllAgainAfterwards() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4);
        AtomicBoolean lowered = new AtomicBoolean(true);
        Submitter submitter = running(type, _ -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            if (lowered.get()) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            } else {
                all.countDown();
                all.await();
            }
            atOnce.decrementAndGet();
            return Outcome.succeeded();
        });
        tiers.share(0.25);

        submitted(submitter, 12).forEach(this::awaitEnd);
        assertThat(most).as("of four workers, a quarter").hasValue(1);

        tiers.share(1);
        lowered.set(false);
        submitted(submitter, 4).forEach(this::awaitEnd);
        assertThat(most).hasValue(4);
    }

    private List<TaskId> submitted(Submitter submitter, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> submit(submitter, type, Criticality.CRITICAL))
                .toList();
    }

    private static Submitter.SubmitRequest request(String type, String key, Criticality criticality) {
        return new Submitter.SubmitRequest(type, "{}", type + key, criticality, null, null, null, null);
    }

    private Submitter running(String name, ScriptedHandler.Work work) {
        ScriptedHandler handler = ScriptedHandler.of(name, work);
        EnginePorts ports = new EnginePorts(
                queue, handler, tiers, PlainBreakers.create(), Tracing.NONE, events::add, System::nanoTime);
        Engine started = new Engine(
                ports,
                new EngineConfig(
                        "node", Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(1), LimitsConfig.NONE),
                new WorkerPool(4, Duration.ofSeconds(2)),
                new RetryPolicy(RetryConfig.DEFAULT),
                new Random(5));
        engine = started;
        started.start();
        return new AdmittingSubmitter(
                new SubmitPorts(
                        queue, handler, tiers, Pressure.NONE, SubmitTracing.NONE, events::add, System::nanoTime),
                started::ring);
    }

    private static SubmitAnswer answer(Submitter submitter, String type, Criticality criticality) {
        return submitter
                .submit(List.of(new Submitter.SubmitRequest(type, "{}", null, criticality, null, null, null, null)))
                .getFirst();
    }

    private static TaskId submit(Submitter submitter, String type, Criticality criticality) {
        return ((SubmitAnswer.Created) answer(submitter, type, criticality))
                .task()
                .id();
    }

    private Task awaitEnd(TaskId id) {
        Conditions.await(
                "a task to end", () -> store.find(id).orElseThrow().state().isTerminal());
        return store.find(id).orElseThrow();
    }
}
