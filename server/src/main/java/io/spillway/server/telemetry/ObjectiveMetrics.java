package io.spillway.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The series of what the task types promise, which the rules of the error budgets go by. */
public final class ObjectiveMetrics {

    private ObjectiveMetrics() {}

    /**
     * What one type promises.
     *
     * @param success the share of tasks that neither fail nor expire
     * @param latencyShare the share of tasks that end within {@code latency}, which is a bound of the latency histogram
     */
    public record Promise(String type, double success, double latencyShare, Duration latency) {}

    static List<MetricFamilySamples> families(Optional<List<Promise>> known) {
        GaugeMetricFamily success =
                family("spillway_sla_objective_ratio", "Share of the type's tasks that shall neither fail nor expire.");
        GaugeMetricFamily share = family(
                "spillway_sla_latency_objective_ratio", "Share of the type's tasks that shall end within its latency.");
        GaugeMetricFamily latency = family(
                "spillway_sla_latency_seconds", "What the type's latency objective is, a bound of its histogram.");
        for (Promise each : known.orElse(List.of())) {
            List<String> type = List.of(each.type());
            success.addMetric(type, each.success());
            share.addMetric(type, each.latencyShare());
            latency.addMetric(type, Metrics.seconds(each.latency()));
        }
        return List.of(success, share, latency);
    }

    private static GaugeMetricFamily family(String name, String help) {
        return new GaugeMetricFamily(name, help, List.of("type"));
    }
}
