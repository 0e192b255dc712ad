package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;

/** The series of the pool's decisions on its size. */
public final class PoolMetrics {

    private final Counter decisions;

    PoolMetrics(CollectorRegistry registry) {
        decisions = Counter.build(
                        "spillway_pool_decisions_total",
                        "Changes of the number of workers, and times that it stayed although more were asked for.")
                .labelNames("direction", "reason")
                .withoutExemplars()
                .register(registry);
    }

    /**
     * Makes the series of a reason, at zero.
     *
     * @param direction {@code grow}, {@code shrink} or {@code hold}
     * @param reason one word of a closed set, such as {@code p95}
     */
    public void register(String direction, String reason) {
        decisions.labels(direction, reason);
    }

    public void decided(String direction, String reason) {
        decisions.labels(direction, reason).inc();
    }
}
