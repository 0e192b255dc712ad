package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.NoticeResult;
import io.spillway.server.degrade.Scope;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What outsiders rely on: each metric with its labels, and the series that are there before anything has happened. */
final class MetricNamesTest extends MetricsScene {

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

    @Test
    void namesAndLabelsAreTheContractsOnes() {
        metrics.registerType("coupon", true);
        Sources.wire(metrics);
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
}
