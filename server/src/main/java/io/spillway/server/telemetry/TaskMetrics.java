package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import io.spillway.plugin.api.Cause;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The series of the tasks. A shed task is counted by its {@code Shed} event only, and a task that was never run has no
 * duration.
 */
public final class TaskMetrics implements TaskEvent.Listener {

    /** The bound on types; what comes after it is counted together, as type {@code other}. */
    static final int MAX_TYPES = 1000;

    private static final String OTHER = "other";
    private static final String SUCCESS = "none";

    private final Counter tasks;
    private final Histogram durations;
    private final Histogram queueWaits;
    private final Counter attempts;
    private final Counter leasesLost;
    private final Counter staleSettlements;
    private final Counter submissions;
    private final Counter slowed;
    private final Counter heldBack;
    private final Map<String, Series> byType = new ConcurrentHashMap<>();

    TaskMetrics(CollectorRegistry registry) {
        tasks = Counter.build("spillway_tasks_total", "Tasks that ended, by outcome.")
                .labelNames("type", "outcome")
                .withoutExemplars()
                .register(registry);
        durations = Histogram.build(
                        "spillway_task_duration_seconds",
                        "Run time of the last attempt of tasks that ended, by outcome.")
                .labelNames("type", "outcome")
                .buckets(Metrics.LATENCY_BOUNDS)
                .withoutExemplars()
                .register(registry);
        queueWaits = Histogram.build(
                        "spillway_task_queue_seconds", "Time from when an attempt could have begun to its beginning.")
                .labelNames("type")
                .buckets(Metrics.LATENCY_BOUNDS)
                .withoutExemplars()
                .register(registry);
        attempts = Counter.build(
                        "spillway_task_attempts_total",
                        "Attempts that ended, by cause of failure: none if it succeeded.")
                .labelNames("type", "cause")
                .withoutExemplars()
                .register(registry);
        leasesLost = Counter.build(
                        "spillway_leases_lost_total",
                        "Leases that ended without being renewed, as this node found when it took their tasks back.")
                .labelNames("type")
                .withoutExemplars()
                .register(registry);
        staleSettlements = Counter.build(
                        "spillway_stale_settlements_total", "Settlements that came too late and changed nothing.")
                .labelNames("type")
                .withoutExemplars()
                .register(registry);
        slowed = Counter.build(
                        "spillway_submissions_slowed_seconds_total",
                        "Time for which callers were kept waiting because more came in than was worked off.")
                .labelNames("type")
                .withoutExemplars()
                .register(registry);
        heldBack = Counter.build(
                        "spillway_type_held_back_total",
                        "Claims of this node that a limit of the type kept from bringing more, although more waited.")
                .labelNames("type", "why")
                .withoutExemplars()
                .register(registry);
        submissions = Counter.build("spillway_submissions_total", "Submissions that were answered, by result.")
                .labelNames("type", "result")
                .withoutExemplars()
                .register(registry);
    }

    void register(String type) {
        series(type);
    }

    @Override
    public void on(TaskEvent event) {
        Series series = series(event.type());
        switch (event) {
            case TaskEvent.Submitted submitted ->
                in(series.submissions, submitted.result()).inc();
            case TaskEvent.Slowed slowed -> series.slowed.inc(Metrics.seconds(slowed.by()));
            case TaskEvent.HeldBack held -> in(series.heldBack, held.limit()).inc();
            case TaskEvent.Shed _ -> in(series.outcomes, TaskOutcome.SHED).inc();
            case TaskEvent.Started started -> series.queueWait.observe(Metrics.seconds(started.queued()));
            case TaskEvent.AttemptEnded ended -> attempt(series, ended.cause()).inc();
            case TaskEvent.Finished finished -> finished(series, finished);
            case TaskEvent.LeaseLost _ -> series.leasesLost.inc();
            case TaskEvent.StaleSettlement _ -> series.staleSettlements.inc();
        }
    }

    private static void finished(Series series, TaskEvent.Finished finished) {
        TaskOutcome outcome = finished.outcome();
        if (outcome == TaskOutcome.SHED) {
            return;
        }
        in(series.outcomes, outcome).inc();
        if (outcome != TaskOutcome.SUCCEEDED && finished.took().isZero()) {
            return;
        }
        Histogram.Child durations = in(series.durations, outcome);
        double took = Metrics.seconds(finished.took());
        String traceId = finished.traceId();
        String spanId = finished.spanId();
        if (traceId == null || spanId == null) {
            durations.observe(took);
        } else {
            durations.observeWithExemplar(took, "trace_id", traceId, "span_id", spanId);
        }
    }

    private static Counter.Child attempt(Series series, @Nullable Cause cause) {
        return cause == null ? series.succeededAttempts : in(series.failedAttempts, cause);
    }

    private Series series(String type) {
        Series known = byType.get(type);
        if (known != null) {
            return known;
        }
        return byType.computeIfAbsent(byType.size() < MAX_TYPES ? type : OTHER, this::create);
    }

    private Series create(String type) {
        return new Series(
                each(TaskOutcome.class, outcome -> tasks.labels(type, outcome.label())),
                durationsOf(type),
                queueWaits.labels(type),
                attempts.labels(type, SUCCESS),
                each(Cause.class, cause -> attempts.labels(type, label(cause))),
                leasesLost.labels(type),
                staleSettlements.labels(type),
                each(TaskEvent.Submitted.Result.class, result -> submissions.labels(type, label(result))),
                slowed.labels(type),
                each(TaskEvent.HeldBack.Limit.class, limit -> heldBack.labels(type, label(limit))));
    }

    private Map<TaskOutcome, Histogram.Child> durationsOf(String type) {
        Map<TaskOutcome, Histogram.Child> children = new EnumMap<>(TaskOutcome.class);
        for (TaskOutcome outcome : TaskOutcome.values()) {
            if (outcome != TaskOutcome.SHED) {
                children.put(outcome, durations.labels(type, outcome.label()));
            }
        }
        return children;
    }

    private static <K extends Enum<K>, C> Map<K, C> each(Class<K> keys, Function<K, C> child) {
        Map<K, C> children = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            children.put(key, child.apply(key));
        }
        return children;
    }

    private static <K, C> C in(Map<K, C> children, K key) {
        C child = children.get(key);
        if (child == null) {
            throw new IllegalStateException("no series for " + key);
        }
        return child;
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The children of one type, so that counting looks nothing up by label. */
    private record Series(
            Map<TaskOutcome, Counter.Child> outcomes,
            Map<TaskOutcome, Histogram.Child> durations,
            Histogram.Child queueWait,
            Counter.Child succeededAttempts,
            Map<Cause, Counter.Child> failedAttempts,
            Counter.Child leasesLost,
            Counter.Child staleSettlements,
            Map<TaskEvent.Submitted.Result, Counter.Child> submissions,
            Counter.Child slowed,
            Map<TaskEvent.HeldBack.Limit, Counter.Child> heldBack) {}
}
