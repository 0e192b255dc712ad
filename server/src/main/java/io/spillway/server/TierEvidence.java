package io.spillway.server;

import io.spillway.plugin.api.Tier;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Evidence;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisNumbersStore;
import io.spillway.server.sli.ClusterNumbers;
import io.spillway.server.sli.NodeCounts;
import io.spillway.server.sli.Reading;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.telemetry.Metrics;
import io.spillway.server.telemetry.SampledMetrics;
import io.spillway.server.web.HttpMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the tiers are decided and judged by: what ends on this node, what the others say, and what a tier sheds. */
final class TierEvidence implements Evidence, TaskEvent.Listener, HttpMetrics {

    private final NodeCounts counts;
    private final ClusterNumbers cluster;
    private final Metrics metrics;
    private volatile List<ScopeStatus> inForce = List.of();

    private TierEvidence(NodeCounts counts, ClusterNumbers cluster, Metrics metrics) {
        this.counts = counts;
        this.cluster = cluster;
        this.metrics = metrics;
    }

    static TierEvidence of(
            SpillwayConfig config, RedisConnection redis, Metrics metrics, InstantSource clock, LongSupplier nanoTime) {
        NodeCounts counts = new NodeCounts(nanoTime);
        ClusterNumbers cluster = new ClusterNumbers(
                new RedisNumbersStore(redis),
                counts,
                config.engine().node(),
                config.degrade().pace()::window,
                nanoTime);
        TierEvidence evidence = new TierEvidence(counts, cluster, metrics);
        metrics.sampled().sliAge(() -> cluster.known().map(Reading::age));
        metrics.sampled().engaged(() -> evidence.engaged(config.degrade(), clock.instant()));
        return evidence;
    }

    /** Gets to know what is in force, so that it knows which scope's tier a task was shed by. */
    void inForce(Degradation degradation) {
        inForce = degradation.scopes();
    }

    @Override
    public Optional<Reading> numbers() {
        return cluster.read();
    }

    @Override
    public Map<Scope, Integer> ineffective() {
        return Map.of();
    }

    @Override
    public void on(TaskEvent event) {
        counts.on(event);
        if (event instanceof TaskEvent.Shed shed) {
            scopeOf(shed.type(), shed.tier()).ifPresent(scope -> {
                counts.shed(scope.toString(), shed.tier(), shed.criticality());
                metrics.tiers().shed(scope, shed.tier(), shed.criticality());
            });
        }
    }

    @Override
    public void answered(String route, String method, int status, Duration took) {
        metrics.server().httpRequest(route, method, status, took);
        counts.answered(status);
    }

    private List<SampledMetrics.Engaged> engaged(DegradeConfig config, Instant now) {
        return inForce.stream()
                .map(status -> status.isInForce()
                        ? new SampledMetrics.Engaged(
                                status.scope(),
                                Duration.between(status.since(), now),
                                config.policy(status.tier()).maxTime())
                        : new SampledMetrics.Engaged(status.scope(), Duration.ZERO, null))
                .toList();
    }

    private Optional<Scope> scopeOf(String type, Tier tier) {
        return inForce.stream()
                .filter(status -> status.tier() == tier && covers(status.scope(), type))
                .max(Comparator.comparingDouble(ScopeStatus::intensity))
                .map(ScopeStatus::scope);
    }

    private static boolean covers(Scope scope, String type) {
        return switch (scope) {
            case Scope.Service(String own) -> own.equals(type);
            case Scope.Core _, Scope.Site _ -> true;
        };
    }
}
