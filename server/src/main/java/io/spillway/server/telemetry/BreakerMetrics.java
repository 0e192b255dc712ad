package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.List;

/** The series of this node's breakers. */
public final class BreakerMetrics {

    private static final List<String> STATES = List.of("closed", "open", "half_open");

    private final Gauge state;
    private final Counter trips;

    BreakerMetrics(CollectorRegistry registry) {
        state = Gauge.build(
                        "spillway_breaker_state",
                        "1 for the state that the type's breaker on this node is in, 0 for others.")
                .labelNames("type", "state")
                .register(registry);
        trips = Counter.build(
                        "spillway_breaker_trips_total", "Times that the type's breaker on this node opened by itself.")
                .labelNames("type")
                .withoutExemplars()
                .register(registry);
    }

    /** Makes the type's series, as those of a closed breaker that never opened. */
    void register(String type) {
        trips.labels(type);
        if (STATES.stream().noneMatch(each -> state.labels(type, each).get() == 1)) {
            inState(type, "closed");
        }
    }

    /** @param current {@code closed}, {@code open} or {@code half_open} */
    public void inState(String type, String current) {
        STATES.forEach(each -> state.labels(type, each).set(each.equals(current) ? 1 : 0));
    }

    /** Counts that one opened by itself. */
    public void tripped(String type) {
        trips.labels(type).inc();
    }
}
