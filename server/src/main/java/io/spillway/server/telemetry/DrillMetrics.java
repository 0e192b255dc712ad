package io.spillway.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The series of drills. */
public final class DrillMetrics {

    private final Counter drills;

    DrillMetrics(CollectorRegistry registry) {
        drills = Counter.build("spillway_drills_total", "Drills that ended on this node, by their result.")
                .labelNames("result")
                .withoutExemplars()
                .register(registry);
        List.of("passed", "failed", "aborted").forEach(drills::labels);
    }

    /** @param result {@code passed}, {@code failed} or {@code aborted} */
    public void ended(String result) {
        drills.labels(result).inc();
    }

    /**
     * What the drills that are kept prove.
     *
     * @param passedAt when the last one that passed ended; null if none did
     * @param isLastWell whether the last one that ended passed; null if none ended
     * @param isScheduled whether drills begin by themselves
     */
    public record Proof(
            @Nullable Instant passedAt, @Nullable Boolean isLastWell, boolean isScheduled) {}

    static List<MetricFamilySamples> proofFamilies(Optional<Proof> known) {
        GaugeMetricFamily success = new GaugeMetricFamily(
                "spillway_drill_last_success_timestamp_seconds",
                "When the last drill that proved the loop ended, by any node; absent if none did.",
                List.of());
        GaugeMetricFamily result = new GaugeMetricFamily(
                "spillway_drill_last_result",
                "Whether the last drill that ended proved the loop, 1 or 0; absent if none ended.",
                List.of());
        GaugeMetricFamily scheduled = new GaugeMetricFamily(
                "spillway_drill_scheduled", "Whether drills begin by themselves, 1 or 0.", List.of());
        known.ifPresent(proof -> {
            Instant passedAt = proof.passedAt();
            Boolean isWell = proof.isLastWell();
            if (passedAt != null) {
                success.addMetric(List.of(), passedAt.toEpochMilli() / 1000.0);
            }
            if (isWell != null) {
                result.addMetric(List.of(), isWell ? 1 : 0);
            }
            scheduled.addMetric(List.of(), proof.isScheduled() ? 1 : 0);
        });
        return List.of(success, result, scheduled);
    }
}
