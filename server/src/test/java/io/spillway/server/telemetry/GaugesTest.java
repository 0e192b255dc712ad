package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.node.NodeDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Gauges that others set, or that are asked for when somebody scrapes. */
final class GaugesTest extends MetricsScene {

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
        metrics.tiers()
                .inForce(new Degradation(
                        6,
                        List.of(
                                status(new Scope.Site(), Tier.L1, ScopeStatus.State.ENGAGED, 1),
                                status(new Scope.Service("coupon"), Tier.L1, ScopeStatus.State.ENGAGED, 1))));
        assertThat(value("spillway_degradation_tier{service:coupon}")).isEqualTo(1);

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
                .containsEntry("spillway_degradation_tier{service:coupon}", 0.0)
                .containsEntry("spillway_degradation_state{service:coupon,engaged}", 0.0)
                .containsEntry("spillway_degradation_state{service:coupon,normal}", 1.0);
    }

    @Test
    void aStormOfScrapesAsksTheSourceOnceASecond() {
        AtomicInteger asked = new AtomicInteger();
        metrics.sampled().backlog(() -> {
            asked.incrementAndGet();
            return Map.of("coupon", Sources.backlog());
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
            return Map.of("coupon", Sources.backlog());
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
        Sources.wire(metrics);

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
        metrics.sampled().nodes(() -> new NodeDirectory.Seen(List.of(Sources.node(1)), false));
        metrics.sampled().storage(Optional::empty, List::of);

        assertThat(series().keySet())
                .noneMatch(name -> name.startsWith("spillway_nodes")
                        || name.startsWith("spillway_redis_memory")
                        || name.startsWith("spillway_redis_clock"));
    }

    private static ScopeStatus status(Scope scope, Tier tier, ScopeStatus.State state, double intensity) {
        return new ScopeStatus(scope, tier, state, intensity, START, null, null, null, null);
    }
}
