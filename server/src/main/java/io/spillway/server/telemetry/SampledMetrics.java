package io.spillway.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.degrade.Scope;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.node.StorageStatus.MemoryUse;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The series whose values others know: each source is named once, when it exists, and asked at a scrape. What is not known
 * is left out, never shown as zero.
 */
public final class SampledMetrics {

    private static final List<String> JOB_ACTIONS = List.of("replay", "discard");
    private static final List<String> JOB_STATES = List.of("running", "paused", "waiting");
    private static final List<String> PLUGIN_STATES = List.of("active", "disabled", "failed");

    private final CollectorRegistry registry;
    private final LongSupplier nanoTime;
    private final Counter failures;

    SampledMetrics(CollectorRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
        failures = Counter.build(
                        "spillway_sample_failures_total", "Scrapes that lack a source's gauges because it failed.")
                .labelNames("source")
                .withoutExemplars()
                .register(registry);
    }

    /** What this node's workers do. @param limit how many may be busy at once */
    public record Workers(int busy, int free, int limit) {}

    public void workers(Supplier<Workers> source) {
        register("workers", source, SampledMetrics::workerFamilies);
    }

    public void backlog(Supplier<Map<String, TaskStore.Backlog>> source) {
        register("backlog", source, SampledMetrics::backlogFamilies);
    }

    /** @param source the bytes that each type's unfinished tasks take in Redis, estimated */
    public void queueMemory(Supplier<Map<String, Long>> source) {
        register("queue memory", source, known -> {
            GaugeMetricFamily bytes = family(
                    "spillway_queue_memory_bytes",
                    "Memory that unfinished tasks take in Redis, estimated from a few of them.",
                    "type");
            known.orElse(Map.of()).forEach((type, size) -> bytes.addMetric(List.of(type), size));
            return List.of(bytes);
        });
    }

    /** A bulk job that is under way. @param state {@code running}, {@code paused}, or {@code waiting} for a tier or the queue */
    public record Job(String action, String state) {}

    /** @param source the bulk jobs on dead letters that are under way, of all nodes together */
    public void deadLetterJobs(Supplier<List<Job>> source) {
        register("dead letter jobs", source, known -> {
            GaugeMetricFamily jobs = family(
                    "spillway_dead_letter_jobs",
                    "Bulk jobs on dead letters that are under way, of all nodes together.",
                    "action",
                    "state");
            known.ifPresent(all -> JOB_ACTIONS.forEach(action -> JOB_STATES.forEach(state ->
                    jobs.addMetric(List.of(action, state), Collections.frequency(all, new Job(action, state))))));
            return List.of(jobs);
        });
    }

    /** @param source how long a task of the type that came now would wait, where that is known */
    public void expectedWaits(Supplier<Map<String, Duration>> source) {
        register("expected waits", source, known -> {
            GaugeMetricFamily waits = family(
                    "spillway_queue_expected_wait_seconds",
                    "How long a task of the least criticality that came now would wait, of types that are submitted here.",
                    "type");
            known.orElse(Map.of()).forEach((type, wait) -> waits.addMetric(List.of(type), Metrics.seconds(wait)));
            return List.of(waits);
        });
    }

    /** @param source the limits of all types */
    public void limits(Supplier<List<TypeLimits>> source) {
        register("limits", source, SampledMetrics::limitFamilies);
    }

    /** @param source each plugin's state: {@code active}, {@code disabled} or {@code failed}, in upper or lower case */
    public void plugins(Supplier<Map<String, String>> source) {
        register("plugins", source, SampledMetrics::pluginFamilies);
    }

    public void attainments(Supplier<List<Attainment>> source) {
        register("attainments", source, SampledMetrics::attainmentFamilies);
    }

    public void objectives(Supplier<List<ObjectiveMetrics.Promise>> source) {
        register("objectives", source, ObjectiveMetrics::families);
    }

    /*
     * A gauge, not a histogram: most hops are taken a few times a month, and what an operator asks is "how long did the last
     * turn take", which a quantile over a rate of nearly nothing can't answer. max_over_time finds the worst.
     */
    public void loop(LoopHop.Source source) {
        register("loop", source::hops, SampledMetrics::loopFamilies);
    }

    /** A scope and how long its tier has been in force. @param max after which a person releases it; null where none is */
    public record Engaged(
            Scope scope, Duration since, @Nullable Duration max) {}

    /** @param source the scopes that are shown, those without a tier among them */
    public void engaged(Supplier<List<Engaged>> source) {
        register("engaged", source, known -> {
            GaugeMetricFamily since = family(
                    "spillway_degradation_engaged_seconds",
                    "For how long the scope's tier has been in force, 0 without one.",
                    "scope");
            GaugeMetricFamily max = family(
                    "spillway_degradation_max_seconds",
                    "After which time in force a person must release the scope's tier; absent without one.",
                    "scope");
            for (Engaged each : known.orElse(List.of())) {
                since.addMetric(List.of(each.scope().toString()), Metrics.seconds(each.since()));
                if (each.max() != null) {
                    max.addMetric(List.of(each.scope().toString()), Metrics.seconds(each.max()));
                }
            }
            return List.of(since, max);
        });
    }

    /** @param source the age of the oldest of the cluster's numbers; empty while none are known */
    public void sliAge(Supplier<Optional<Duration>> source) {
        register("sli", source, known -> {
            GaugeMetricFamily age = family(
                    "spillway_sli_age_seconds",
                    "Age of the oldest number that tiers are released by; absent while there are none.");
            known.flatMap(each -> each).ifPresent(each -> age.addMetric(List.of(), Metrics.seconds(each)));
            return List.of(age);
        });
    }

    /** @param source what the drills that are kept prove */
    public void drills(Supplier<DrillMetrics.Proof> source) {
        register("drills", source, DrillMetrics::proofFamilies);
    }

    /** @param source all nodes, as far as they are known */
    public void nodes(Supplier<NodeDirectory.Seen> source) {
        register("nodes", source, NodeMetrics::nodeFamilies);
    }

    /** @param memory of the fullest server; empty while nothing is known @param servers as they were seen last */
    public void storage(Supplier<Optional<MemoryUse>> memory, Supplier<List<StorageStatus>> servers) {
        register("redis-memory", memory, NodeMetrics::memoryFamilies);
        register("redis-servers", servers, NodeMetrics::skewFamilies);
    }

    private <T> void register(
            String name, Supplier<T> source, Function<Optional<T>, List<MetricFamilySamples>> families) {
        registry.register(new Sampled<>(name, source, families, nanoTime, failures));
    }

    private static List<MetricFamilySamples> workerFamilies(Optional<Workers> known) {
        GaugeMetricFamily workers = family(
                "spillway_workers", "Workers of this node that are busy or free, and the limit on busy ones.", "state");
        known.ifPresent(count -> workers.addMetric(List.of("busy"), count.busy())
                .addMetric(List.of("free"), count.free())
                .addMetric(List.of("limit"), count.limit()));
        return List.of(workers);
    }

    private static List<MetricFamilySamples> backlogFamilies(Optional<Map<String, TaskStore.Backlog>> known) {
        GaugeMetricFamily depth = family(
                "spillway_queue_depth", "Tasks that could run now, of all nodes together.", "type", "criticality");
        GaugeMetricFamily oldest = family(
                "spillway_queue_oldest_age_seconds", "How long the longest-waiting task has been waiting.", "type");
        GaugeMetricFamily delayed =
                family("spillway_tasks_delayed", "Tasks that wait for their due time, of all nodes together.", "type");
        GaugeMetricFamily parked = family(
                "spillway_tasks_parked",
                "Tasks that wait for another one of their concurrency key to end, of all nodes together.",
                "type");
        GaugeMetricFamily running =
                family("spillway_tasks_running", "Tasks under a lease, of all nodes together.", "type");
        GaugeMetricFamily failed = family("spillway_dead_letters", "Failed tasks that are kept for replay.", "type");
        CounterMetricFamily dropped = new CounterMetricFamily(
                "spillway_dead_letters_dropped",
                "Failed tasks that left the list of dead letters, since more than 100,000 of their type failed after them.",
                List.of("type"));
        known.orElse(Map.of()).forEach((type, backlog) -> {
            for (Criticality criticality : Criticality.values()) {
                depth.addMetric(
                        List.of(type, label(criticality.name())),
                        backlog.queued().getOrDefault(criticality, 0L));
            }
            oldest.addMetric(List.of(type), Metrics.seconds(backlog.oldest()));
            delayed.addMetric(List.of(type), backlog.delayed());
            parked.addMetric(List.of(type), backlog.parked());
            running.addMetric(List.of(type), backlog.running());
            failed.addMetric(List.of(type), backlog.failed());
            dropped.addMetric(List.of(type), backlog.dropped());
        });
        return List.of(depth, oldest, delayed, parked, running, failed, dropped);
    }

    private static List<MetricFamilySamples> limitFamilies(Optional<List<TypeLimits>> known) {
        GaugeMetricFamily limits = family(
                "spillway_type_limit",
                "Limits that hold for the type in the whole cluster, in tasks or tasks per second; 0 where it is paused.",
                "type",
                "limit");
        for (TypeLimits each : known.orElse(List.of())) {
            each.limits()
                    .concurrency()
                    .value()
                    .ifPresent(limit -> limits.addMetric(List.of(each.type(), "concurrency"), limit));
            each.limits().perSecond().value().ifPresent(limit -> limits.addMetric(List.of(each.type(), "rate"), limit));
            each.limits().perKey().value().ifPresent(limit -> limits.addMetric(List.of(each.type(), "key"), limit));
        }
        return List.of(limits);
    }

    private static List<MetricFamilySamples> pluginFamilies(Optional<Map<String, String>> known) {
        GaugeMetricFamily states = family(
                "spillway_plugin_state", "1 for the state that the plugin is in, 0 for others.", "plugin", "state");
        known.orElse(Map.of())
                .forEach((plugin, current) -> PLUGIN_STATES.forEach(
                        state -> states.addMetric(List.of(plugin, state), state.equals(label(current)) ? 1 : 0)));
        return List.of(states);
    }

    private static List<MetricFamilySamples> attainmentFamilies(Optional<List<Attainment>> known) {
        GaugeMetricFamily attained = family(
                "spillway_sla_attainment_ratio", "Share of this node's tasks that did not fail.", "type", "window");
        GaugeMetricFamily budget = family(
                "spillway_error_budget_remaining_ratio",
                "Share of the error budget that is left, below zero when it is overdrawn.",
                "type");
        for (Attainment each : known.orElse(List.of())) {
            each.attainment().forEach((window, value) -> attained.addMetric(List.of(each.type(), window), value));
            Double remaining = each.budgetRemaining();
            if (remaining != null) {
                budget.addMetric(List.of(each.type()), remaining);
            }
        }
        return List.of(attained, budget);
    }

    private static List<MetricFamilySamples> loopFamilies(Optional<List<LoopHop>> known) {
        GaugeMetricFamily latency =
                family("spillway_loop_latency_seconds", "What the hop of the loop took when it was last taken.", "hop");
        for (LoopHop each : known.orElse(List.of())) {
            if (each.latency() != null) {
                latency.addMetric(List.of(label(each.hop().name())), Metrics.seconds(each.latency()));
            }
        }
        return List.of(latency);
    }

    private static GaugeMetricFamily family(String name, String help, String... labels) {
        return new GaugeMetricFamily(name, help, List.of(labels));
    }

    private static String label(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }
}
