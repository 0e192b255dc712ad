package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.NoticeResult;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.node.StorageStatus.MemoryUse;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricsTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(30);

    /* DESIGN's list; the last seven are not on it. */
    private static final List<String> NAMES = List.of(
            "spillway_tasks_total{type,outcome}",
            "spillway_task_duration_seconds{type,outcome}",
            "spillway_task_queue_seconds{type}",
            "spillway_task_attempts_total{type,cause}",
            "spillway_queue_depth{type,criticality}",
            "spillway_queue_oldest_age_seconds{type}",
            "spillway_workers{state}",
            "spillway_leases_lost_total{type}",
            "spillway_stale_settlements_total{type}",
            "spillway_invariant_violations{kind}",
            "spillway_invariant_walks_total",
            "spillway_submissions_total{type,result}",
            "spillway_http_request_duration_seconds{route,method,status}",
            "spillway_alerts_received_total{status,result}",
            "spillway_alert_watchdog_age_seconds",
            "spillway_webhooks_total{result}",
            "spillway_announcements_total{result}",
            "spillway_alert_reconcile_drift{kind}",
            "spillway_alert_reconcile_age_seconds",
            "spillway_alerts_ambiguous",
            "spillway_alerts_stale",
            "spillway_degradation_tier{scope}",
            "spillway_degradation_intensity{scope}",
            "spillway_degradation_transitions_total{scope,from,to,cause}",
            "spillway_loop_latency_seconds{hop}",
            "spillway_plugin_state{plugin,state}",
            "spillway_sla_attainment_ratio{type,window}",
            "spillway_error_budget_remaining_ratio{type}",
            "spillway_sla_objective_ratio{type}",
            "spillway_sla_latency_objective_ratio{type}",
            "spillway_sla_latency_seconds{type}",
            "spillway_redis_script_seconds{script}",
            "spillway_build_info{java,version}",
            "spillway_core_path{type}",
            "spillway_cpu_cores",
            "spillway_tasks_delayed{type}",
            "spillway_tasks_running{type}",
            "spillway_tasks_parked{type}",
            "spillway_queue_memory_bytes{type}",
            "spillway_submissions_slowed_seconds_total{type}",
            "spillway_queue_expected_wait_seconds{type}",
            "spillway_event_streams{kind}",
            "spillway_event_streams_dropped_total{kind}",
            "spillway_type_limit{type,limit}",
            "spillway_type_held_back_total{type,why}",
            "spillway_dead_letters{type}",
            "spillway_dead_letters_dropped_total{type}",
            "spillway_dead_letters_replayed_total{type}",
            "spillway_dead_letters_discarded_total{type}",
            "spillway_pool_decisions_total{direction,reason}",
            "spillway_problems{kind,severity}",
            "spillway_nodes{state}",
            "spillway_policy_info{source,hash}",
            "spillway_policy_reloads_total{result}",
            "spillway_redis_memory_bytes{kind}",
            "spillway_redis_clock_skew_seconds",
            "spillway_degradation_state{scope,state}",
            "spillway_degradation_shed_total{scope,tier,criticality}",
            "spillway_degradation_effect_total{scope,tier,verdict}",
            "spillway_degradation_ineffective{scope}",
            "spillway_degradation_engaged_seconds{scope}",
            "spillway_degradation_max_seconds{scope}",
            "spillway_sli_age_seconds",
            "spillway_breaker_state{type,state}",
            "spillway_breaker_trips_total{type}",
            "spillway_drills_total{result}",
            "spillway_sample_failures_total{source}");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong();
    private final Metrics metrics = new Metrics("1.2.3", now::get, nanos::get);

    @Test
    void namesAndLabelsAreTheContractsOnes() {
        metrics.registerType("coupon", true);
        wireSources(metrics);
        metrics.server().httpRequest("/api/v1/tasks", "POST", 201, TOOK);
        metrics.server().scriptTook("claim", TOOK);
        metrics.server().walked(Map.of("orphan", 0L));
        metrics.tiers().transition(new Scope.Core(), Tier.NONE, Tier.L2, "alert");
        metrics.pool().register("grow", "p95");
        metrics.policy().inForce("settings", "0123456789ab");
        metrics.alerts().reconciled(START);

        Map<String, String> found = new TreeMap<>();
        for (MetricFamilySamples family : Collections.list(metrics.registry().metricFamilySamples())) {
            if (family.name.startsWith("spillway_")) {
                MetricFamilySamples.Sample sample = family.samples.getFirst();
                List<String> labels = new ArrayList<>(sample.labelNames);
                labels.remove("le");
                String name = switch (family.type) {
                    case COUNTER -> family.name + "_total";
                    case INFO -> family.name + "_info";
                    default -> family.name;
                };
                found.put(name, labels.isEmpty() ? name : name + "{" + String.join(",", labels) + "}");
                assertThat(family.help).as(name).endsWith(".").hasSizeGreaterThan(10);
            }
        }

        assertThat(found.values()).containsExactlyInAnyOrderElementsOf(NAMES);
    }

    @Test
    void theSeriesOfAlertsAreThereAtZeroBeforeTheFirstOneByTheirRealNames() {
        Map<String, Double> series = series();

        for (NoticeResult result : NoticeResult.values()) {
            String name = result.name().toLowerCase(Locale.ROOT);
            assertThat(series)
                    .containsEntry("spillway_alerts_received_total{firing," + name + "}", 0.0)
                    .containsEntry("spillway_alerts_received_total{resolved," + name + "}", 0.0);
        }
        assertThat(series).containsEntry("spillway_alerts_received_total{none,refused}", 0.0);
    }

    @Test
    void theSeriesOfATypeAreThereAtZeroBeforeItsFirstTask() {
        metrics.registerType("coupon", true);
        metrics.registerType("report", false);

        Map<String, Double> series = series();
        for (TaskOutcome outcome : TaskOutcome.values()) {
            assertThat(series).containsEntry("spillway_tasks_total{coupon," + outcome.label() + "}", 0.0);
        }
        for (String outcome : List.of("succeeded", "failed", "canceled", "expired")) {
            assertThat(series)
                    .containsEntry("spillway_task_duration_seconds_count{coupon," + outcome + "}", 0.0)
                    .containsEntry("spillway_task_duration_seconds_bucket{coupon," + outcome + ",0.01}", 0.0)
                    .containsEntry("spillway_task_duration_seconds_bucket{coupon," + outcome + ",1.28}", 0.0);
        }
        for (String cause : List.of("none", "database", "third_party", "throttled", "invalid", "bug", "lease_lost")) {
            assertThat(series).containsEntry("spillway_task_attempts_total{coupon," + cause + "}", 0.0);
        }
        for (String result : List.of("accepted", "known", "key_reused", "shed", "unavailable")) {
            assertThat(series).containsEntry("spillway_submissions_total{coupon," + result + "}", 0.0);
        }
        assertThat(series)
                .containsEntry("spillway_task_queue_seconds_count{coupon}", 0.0)
                .containsEntry("spillway_leases_lost_total{coupon}", 0.0)
                .containsEntry("spillway_stale_settlements_total{coupon}", 0.0)
                .containsEntry("spillway_degradation_tier{service:coupon}", 0.0)
                .containsEntry("spillway_degradation_tier{core}", 0.0)
                .containsEntry("spillway_degradation_tier{site}", 0.0)
                .containsEntry("spillway_core_path{coupon}", 1.0)
                .doesNotContainKey("spillway_core_path{report}")
                .doesNotContainKey("spillway_task_duration_seconds_count{coupon,shed}");
    }

    static Stream<Arguments> events() {
        Task task = Tasks.running("coupon", null);
        return Stream.of(
                Arguments.of(
                        new TaskEvent.Submitted("coupon", Criticality.CRITICAL, TaskEvent.Submitted.Result.KEY_REUSED),
                        Map.of("spillway_submissions_total{coupon,key_reused}", 1.0)),
                Arguments.of(
                        new TaskEvent.Shed("coupon", Criticality.SHEDDABLE, Tier.L1),
                        Map.of("spillway_tasks_total{coupon,shed}", 1.0)),
                Arguments.of(new TaskEvent.Started(task, TOOK), histogram("spillway_task_queue_seconds", "coupon")),
                Arguments.of(
                        new TaskEvent.AttemptEnded(task, Cause.THIRD_PARTY, TOOK),
                        Map.of("spillway_task_attempts_total{coupon,third_party}", 1.0)),
                Arguments.of(
                        new TaskEvent.AttemptEnded(task, null, TOOK),
                        Map.of("spillway_task_attempts_total{coupon,none}", 1.0)),
                Arguments.of(
                        finished(TaskOutcome.SUCCEEDED, TOOK),
                        with(
                                histogram("spillway_task_duration_seconds", "coupon,succeeded"),
                                "spillway_tasks_total{coupon,succeeded}")),
                Arguments.of(
                        finished(TaskOutcome.FAILED, TOOK),
                        with(
                                histogram("spillway_task_duration_seconds", "coupon,failed"),
                                "spillway_tasks_total{coupon,failed}")),
                Arguments.of(
                        finished(TaskOutcome.EXPIRED, Duration.ZERO),
                        Map.of("spillway_tasks_total{coupon,expired}", 1.0)),
                Arguments.of(
                        finished(TaskOutcome.CANCELED, Duration.ZERO),
                        Map.of("spillway_tasks_total{coupon,canceled}", 1.0)),
                Arguments.of(finished(TaskOutcome.SHED, Duration.ZERO), Map.of()),
                Arguments.of(
                        new TaskEvent.HeldBack("coupon", TaskEvent.HeldBack.Limit.KEY),
                        Map.of("spillway_type_held_back_total{coupon,key}", 1.0)),
                Arguments.of(new TaskEvent.LeaseLost(task.id()), Map.of("spillway_leases_lost_total{coupon}", 1.0)),
                Arguments.of(
                        new TaskEvent.StaleSettlement(task.id()),
                        Map.of("spillway_stale_settlements_total{coupon}", 1.0)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventMovesItsSeriesAndNoOther(TaskEvent event, Map<String, Double> moved) {
        metrics.registerType("coupon", false);
        metrics.registerType("report", false);
        Map<String, Double> before = series();

        metrics.tasks().on(event);

        assertThat(difference(before, series())).isEqualTo(moved);
    }

    @Test
    void typesBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < TaskMetrics.MAX_TYPES; i++) {
            metrics.tasks().register("type-" + i);
        }

        metrics.tasks().on(new TaskEvent.Shed("one-more", Criticality.SHEDDABLE, Tier.L1));
        metrics.tasks().on(new TaskEvent.Shed("and-another", Criticality.SHEDDABLE, Tier.L1));

        assertThat(value("spillway_tasks_total{other,shed}")).isEqualTo(2);
        assertThat(series()).doesNotContainKey("spillway_tasks_total{one-more,shed}");
    }

    @Test
    void theWatchdogsAgeCountsFromTheStartUntilItIsHeardOf() {
        now.set(START.plusSeconds(90));
        assertThat(value("spillway_alert_watchdog_age_seconds{}")).isEqualTo(90);

        metrics.alerts().watchdogSeen(START.plusSeconds(80));
        metrics.alerts().watchdogSeen(START.plusSeconds(70));

        assertThat(value("spillway_alert_watchdog_age_seconds{}")).isEqualTo(10);
    }

    @Test
    void onlyWhatIsInForceShowsAsATier() {
        metrics.registerType("coupon", false);
        metrics.tiers().inForce(new Scope.Service("coupon"), Tier.L1, 1);

        metrics.tiers()
                .inForce(new Degradation(
                        7,
                        List.of(
                                status(new Scope.Core(), Tier.L2, ScopeStatus.State.RECOVERING, 0.5),
                                status(new Scope.Site(), Tier.L3, ScopeStatus.State.OBSERVE, 1))));

        assertThat(series())
                .containsEntry("spillway_degradation_tier{core}", 2.0)
                .containsEntry("spillway_degradation_intensity{core}", 0.5)
                .containsEntry("spillway_degradation_tier{site}", 0.0)
                .containsEntry("spillway_degradation_intensity{site}", 0.0)
                .containsEntry("spillway_degradation_tier{service:coupon}", 0.0);
    }

    @Test
    void aStormOfScrapesAsksTheSourceOnceASecond() {
        AtomicInteger asked = new AtomicInteger();
        metrics.sampled().backlog(() -> {
            asked.incrementAndGet();
            return Map.of("coupon", backlog());
        });

        for (int i = 0; i < 50; i++) {
            series();
        }
        assertThat(asked).hasValue(1);

        nanos.addAndGet(Sampled.KEPT_NANOS);
        series();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aSourceThatFailsLeavesItsGaugesOutUntilItRecovers() {
        AtomicInteger asked = new AtomicInteger();
        metrics.sampled().backlog(() -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("the queue does not answer");
            }
            return Map.of("coupon", backlog());
        });
        assertThat(value("spillway_queue_depth{coupon,critical}")).isEqualTo(5);
        assertThat(value("spillway_sample_failures_total{backlog}")).isZero();

        nanos.addAndGet(Sampled.KEPT_NANOS);
        assertThat(series()).doesNotContainKey("spillway_queue_depth{coupon,critical}");
        assertThat(value("spillway_sample_failures_total{backlog}")).isEqualTo(1);

        nanos.addAndGet(Sampled.KEPT_NANOS);
        assertThat(value("spillway_queue_depth{coupon,critical}")).isEqualTo(5);
    }

    @Test
    void sampledGaugesShowWhatTheirSourcesSay() {
        wireSources(metrics);

        assertThat(series())
                .containsEntry("spillway_workers{busy}", 3.0)
                .containsEntry("spillway_workers{free}", 5.0)
                .containsEntry("spillway_workers{limit}", 8.0)
                .containsEntry("spillway_queue_depth{coupon,critical}", 5.0)
                .containsEntry("spillway_queue_depth{coupon,sheddable}", 0.0)
                .containsEntry("spillway_queue_oldest_age_seconds{coupon}", 1.5)
                .containsEntry("spillway_tasks_delayed{coupon}", 2.0)
                .containsEntry("spillway_tasks_running{coupon}", 4.0)
                .containsEntry("spillway_dead_letters{coupon}", 1.0)
                .containsEntry("spillway_dead_letters_dropped_total{coupon}", 6.0)
                .containsEntry("spillway_queue_expected_wait_seconds{coupon}", 2.5)
                .containsEntry("spillway_type_limit{coupon,concurrency}", 8.0)
                .containsEntry("spillway_type_limit{coupon,key}", 1.0)
                .doesNotContainKey("spillway_type_limit{coupon,rate}")
                .containsEntry("spillway_plugin_state{probe,active}", 1.0)
                .containsEntry("spillway_plugin_state{probe,failed}", 0.0)
                .containsEntry("spillway_sla_attainment_ratio{coupon,1h}", 0.98)
                .containsEntry("spillway_error_budget_remaining_ratio{coupon}", -1.0)
                .containsEntry("spillway_sla_objective_ratio{coupon}", 0.995)
                .containsEntry("spillway_sla_latency_objective_ratio{coupon}", 0.95)
                .containsEntry("spillway_sla_latency_seconds{coupon}", 0.16)
                .containsEntry("spillway_loop_latency_seconds{tier}", 0.03)
                .containsEntry("spillway_nodes{live}", 2.0)
                .containsEntry("spillway_nodes{gone}", 1.0)
                .containsEntry("spillway_redis_memory_bytes{used}", 70.0)
                .containsEntry("spillway_redis_memory_bytes{max}", 100.0)
                .containsEntry("spillway_redis_clock_skew_seconds{}", -0.3)
                .doesNotContainKey("spillway_error_budget_remaining_ratio{report}")
                .doesNotContainKey("spillway_loop_latency_seconds{rule}");
    }

    /* The rules find the bucket of a latency objective by writing its value as le is written. */
    @Test
    void aLatencyObjectiveIsWrittenAsTheBoundOfItsBucket() {
        assertThat(Arrays.stream(Metrics.LATENCY_BOUNDS).mapToObj(Collector::doubleToGoString))
                .containsExactly("0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28");
        for (double bound : Metrics.LATENCY_BOUNDS) {
            assertThat(Metrics.seconds(Duration.ofMillis(Math.round(bound * 1000))))
                    .isEqualTo(bound);
        }
    }

    @Test
    void aDecisionOfThePoolIsCountedByItsReason() {
        metrics.pool().register("grow", "p95");
        metrics.pool().register("shrink", "idle");

        metrics.pool().decided("grow", "p95");

        assertThat(series())
                .containsEntry("spillway_pool_decisions_total{grow,p95}", 1.0)
                .containsEntry("spillway_pool_decisions_total{shrink,idle}", 0.0);
    }

    @Test
    void whatIsNotKnownOfRedisIsLeftOut() {
        metrics.sampled().nodes(() -> new NodeDirectory.Seen(List.of(node(1)), false));
        metrics.sampled().storage(Optional::empty, List::of);

        assertThat(series().keySet())
                .noneMatch(name -> name.startsWith("spillway_nodes")
                        || name.startsWith("spillway_redis_memory")
                        || name.startsWith("spillway_redis_clock"));
    }

    @Test
    void everyKindOfProblemIsThereAtZeroUntilThereIsOne() {
        assertThat(series()).containsEntry("spillway_problems{redis-eviction,error}", 0.0);
        assertThat(series().keySet().stream().filter(name -> name.startsWith("spillway_problems")))
                .hasSize(NodeProblem.Kind.values().length);

        metrics.node()
                .problems(List.of(
                        new NodeProblem(NodeProblem.Kind.REDIS_APPEND, "one", ""),
                        new NodeProblem(NodeProblem.Kind.REDIS_APPEND, "two", "")));
        assertThat(value("spillway_problems{redis-append,warning}")).isEqualTo(2);
        metrics.node().problems(List.of());

        assertThat(value("spillway_problems{redis-append,warning}")).isZero();
    }

    @Test
    void anUnknownHttpMethodMakesNoSeriesOfItsOwn() {
        metrics.server().httpRequest("unmatched", "BREW", 405, TOOK);

        assertThat(value("spillway_http_request_duration_seconds_count{unmatched,OTHER,405}"))
                .isEqualTo(1);
    }

    private record Nothing() {}

    static void wireSources(Metrics metrics) {
        metrics.sampled().workers(() -> new SampledMetrics.Workers(3, 5, 8));
        metrics.sampled().backlog(() -> Map.of("coupon", backlog()));
        metrics.sampled().plugins(() -> Map.of("probe", "ACTIVE"));
        metrics.sampled()
                .attainments(() -> List.of(
                        new SampledMetrics.Attainment("coupon", Map.of("1h", 0.98), -1.0),
                        new SampledMetrics.Attainment("report", Map.of(), null)));
        metrics.sampled()
                .objectives(() -> List.of(new ObjectiveMetrics.Promise("coupon", 0.995, 0.95, Duration.ofMillis(160))));
        metrics.sampled()
                .limits(() -> List.of(new TypeLimits(
                        "coupon",
                        true,
                        EffectiveLimits.of(
                                "coupon",
                                Optional.of(TaskType.of("coupon", Nothing.class)
                                        .withLimits(
                                                Limits.NONE.withConcurrency(8).withPerKey(1))),
                                LimitsConfig.NONE,
                                Optional.empty()),
                        TypeUse.NOTHING)));
        metrics.sampled().expectedWaits(() -> Map.of("coupon", Duration.ofMillis(2_500)));
        metrics.sampled().queueMemory(() -> Map.of("coupon", 4_096L));
        metrics.sampled().sliAge(() -> Optional.of(Duration.ofMillis(1_500)));
        metrics.sampled()
                .engaged(() -> List.of(
                        new SampledMetrics.Engaged(new Scope.Core(), Duration.ofSeconds(90), Duration.ofHours(24)),
                        new SampledMetrics.Engaged(new Scope.Site(), Duration.ZERO, null)));
        metrics.sampled()
                .loop(() ->
                        List.of(new LoopHop(LoopHop.Hop.TIER, TOOK, START), new LoopHop(LoopHop.Hop.RULE, null, null)));
        metrics.sampled().nodes(() -> new NodeDirectory.Seen(List.of(node(1), node(2), node(3600)), true));
        metrics.sampled()
                .storage(
                        () -> Optional.of(new MemoryUse(70, 100, "noeviction")),
                        () -> List.of(storage(100), storage(-300)));
    }

    private static SeenNode node(long silence) {
        NodeRecord record = new NodeRecord(
                new NodeRecord.Identity("node-" + silence, "1", "h:1", "h", 1),
                START,
                new NodeRecord.Workers(0, 1),
                List.of(),
                List.of());
        return new SeenNode(record, START, Duration.ofSeconds(silence));
    }

    private static StorageStatus storage(long skewMillis) {
        return new StorageStatus(
                "h:1", "7", "always", 0, new MemoryUse(70, 100, "noeviction"), Duration.ofMillis(skewMillis));
    }

    private static TaskStore.Backlog backlog() {
        return new TaskStore.Backlog(Map.of(Criticality.CRITICAL, 5L), 2, 0, 4, 1, 6, Duration.ofMillis(1500), 7);
    }

    private static ScopeStatus status(Scope scope, Tier tier, ScopeStatus.State state, double intensity) {
        return new ScopeStatus(scope, tier, state, intensity, START, null, null, null, null);
    }

    private static TaskEvent finished(TaskOutcome outcome, Duration took) {
        return new TaskEvent.Finished(Tasks.id("coupon"), outcome, took, null, null);
    }

    /* What one value of 30 ms does to a histogram. */
    private static Map<String, Double> histogram(String name, String labels) {
        Map<String, Double> moved = new TreeMap<>();
        moved.put(name + "_count{" + labels + "}", 1.0);
        moved.put(name + "_sum{" + labels + "}", 0.03);
        for (String bound : List.of("0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "+Inf")) {
            moved.put(name + "_bucket{" + labels + "," + bound + "}", 1.0);
        }
        return moved;
    }

    private static Map<String, Double> with(Map<String, Double> moved, String another) {
        moved.put(another, 1.0);
        return moved;
    }

    private static Map<String, Double> difference(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> moved = new TreeMap<>();
        after.forEach((series, value) -> {
            double change = value - before.getOrDefault(series, 0.0);
            if (change != 0 || !before.containsKey(series)) {
                moved.put(series, change);
            }
        });
        return moved;
    }

    private @Nullable Double value(String series) {
        return series().get(series);
    }

    /* Every series of ours by name and label values; hotspot's move by themselves. */
    private Map<String, Double> series() {
        Map<String, Double> series = new TreeMap<>();
        for (MetricFamilySamples family : Collections.list(metrics.registry().metricFamilySamples())) {
            for (MetricFamilySamples.Sample sample : family.samples) {
                if (sample.name.startsWith("spillway_") && !sample.name.endsWith("_created")) {
                    series.put(sample.name + "{" + String.join(",", sample.labelValues) + "}", sample.value);
                }
            }
        }
        return series;
    }
}
