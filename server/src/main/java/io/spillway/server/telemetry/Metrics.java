package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import io.spillway.server.degrade.Scope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Every metric of this server, in a registry of its own. Names, labels and meanings are a contract with the alerting rules
 * and the dashboards: they move together.
 */
public final class Metrics {

    /** The bounds of every duration that a person waits for: 10 ms × 2ⁿ, in seconds. */
    static final double[] LATENCY_BOUNDS = {0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28};

    private final CollectorRegistry registry = new CollectorRegistry(true);
    private final TaskMetrics tasks;
    private final DeadLetterMetrics deadLetters;
    private final AlertMetrics alerts;
    private final TierMetrics tiers;
    private final PolicyMetrics policy;
    private final ServerMetrics server;
    private final PoolMetrics pool;
    private final NodeMetrics node;
    private final BreakerMetrics breakers;
    private final DrillMetrics drills;
    private final SampledMetrics sampled;

    /** @param version of this server */
    public Metrics(String version, InstantSource clock, LongSupplier nanoTime) {
        tasks = new TaskMetrics(registry);
        deadLetters = new DeadLetterMetrics(registry);
        alerts = new AlertMetrics(registry, clock);
        tiers = new TierMetrics(registry);
        policy = new PolicyMetrics(registry);
        server = new ServerMetrics(registry, version);
        pool = new PoolMetrics(registry);
        node = new NodeMetrics(registry);
        breakers = new BreakerMetrics(registry);
        drills = new DrillMetrics(registry);
        sampled = new SampledMetrics(registry, nanoTime);
        DefaultExports.register(registry);
    }

    /**
     * Makes the series of a task type, at zero, so that a rate is right from its first task on.
     *
     * @param core whether the type is on the core path
     */
    public void registerType(String type, boolean core) {
        tasks.register(type);
        deadLetters.register(type);
        tiers.register(new Scope.Service(type));
        breakers.register(type);
        server.corePath(type, core);
    }

    public TaskMetrics tasks() {
        return tasks;
    }

    public DeadLetterMetrics deadLetters() {
        return deadLetters;
    }

    public AlertMetrics alerts() {
        return alerts;
    }

    public TierMetrics tiers() {
        return tiers;
    }

    public PolicyMetrics policy() {
        return policy;
    }

    public ServerMetrics server() {
        return server;
    }

    public PoolMetrics pool() {
        return pool;
    }

    public NodeMetrics node() {
        return node;
    }

    public BreakerMetrics breakers() {
        return breakers;
    }

    public DrillMetrics drills() {
        return drills;
    }

    public SampledMetrics sampled() {
        return sampled;
    }

    /** What {@code GET /metrics} answers. */
    public Exposition exposition() {
        return new Exposition(registry);
    }

    CollectorRegistry registry() {
        return registry;
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
