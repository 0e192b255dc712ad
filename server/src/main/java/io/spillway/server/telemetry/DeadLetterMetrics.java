package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;

/** The series of what people do with dead letters. */
public final class DeadLetterMetrics {

    private final Counter replayed;
    private final Counter discarded;

    DeadLetterMetrics(CollectorRegistry registry) {
        replayed = Counter.build(
                        "spillway_dead_letters_replayed_total",
                        "Failed tasks that a person put back, or a new task in their place, one by one or in bulk.")
                .labelNames("type")
                .withoutExemplars()
                .register(registry);
        discarded = Counter.build(
                        "spillway_dead_letters_discarded_total",
                        "Failed tasks that a person took off the list, one by one or in bulk.")
                .labelNames("type")
                .withoutExemplars()
                .register(registry);
    }

    /** Makes the series of a type, at zero. */
    void register(String type) {
        replayed.labels(type);
        discarded.labels(type);
    }

    public void replayed(String type, int count) {
        replayed.labels(type).inc(count);
    }

    public void discarded(String type, int count) {
        discarded.labels(type).inc(count);
    }
}
