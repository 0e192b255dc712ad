package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** The series of the degradation policy that a node goes by. */
public final class PolicyMetrics {

    private final Gauge info;
    private final Counter reloads;

    PolicyMetrics(CollectorRegistry registry) {
        info = Gauge.build("spillway_policy_info", "The degradation policy that this node goes by: always 1.")
                .labelNames("source", "hash")
                .register(registry);
        reloads = Counter.build("spillway_policy_reloads_total", "Changes of the policy file, by what became of them.")
                .labelNames("result")
                .withoutExemplars()
                .register(registry);
        reloads.labels("applied");
        reloads.labels("refused");
    }

    /** @param source {@code file} or {@code settings} */
    public void inForce(String source, String hash) {
        info.clear();
        info.labels(source, hash).set(1);
    }

    public void reloaded(boolean applied) {
        reloads.labels(applied ? "applied" : "refused").inc();
    }
}
