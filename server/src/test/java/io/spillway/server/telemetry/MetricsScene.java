package io.spillway.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Metrics by clocks of the test's own, and their series by name and label values. */
abstract class MetricsScene {

    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    static final Duration TOOK = Duration.ofMillis(30);

    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final AtomicLong nanos = new AtomicLong();
    final Metrics metrics = new Metrics("1.2.3", now::get, nanos::get);

    static Map<String, Double> difference(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> moved = new TreeMap<>();
        after.forEach((series, value) -> {
            double change = value - before.getOrDefault(series, 0.0);
            if (change != 0 || !before.containsKey(series)) {
                moved.put(series, change);
            }
        });
        return moved;
    }

    @Nullable
    Double value(String series) {
        return series().get(series);
    }

    /* Every series of ours by name and label values; hotspot's move by themselves. */
    Map<String, Double> series() {
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
