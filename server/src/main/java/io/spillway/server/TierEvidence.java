package io.spillway.server;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Evidence;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.effect.EffectKeeper;
import io.spillway.server.effect.Engagement;
import io.spillway.server.effect.Verdict;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisEffectStore;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the tiers are decided and judged by: what ends on this node, what the others say, and what a tier sheds. */
final class TierEvidence implements Evidence, EffectKeeper.Listener, TaskEvent.Listener, HttpMetrics {

    private final NodeCounts counts;
    private final ClusterNumbers cluster;
    private final Metrics metrics;
    private final EffectKeeper effect;
    private volatile Supplier<Set<String>> held = Set::of;
    private volatile Degradation inForce = new Degradation(0, List.of());

    private TierEvidence(Parts parts, String node, InstantSource clock, LongSupplier nanoTime) {
        this.metrics = parts.metrics();
        this.counts = new NodeCounts(nanoTime);
        this.cluster = new ClusterNumbers(
                new RedisNumbersStore(parts.redis()),
                counts,
                node,
                () -> parts.policy().get().pace().window(),
                nanoTime);
        this.effect = new EffectKeeper(
                new RedisEffectStore(parts.redis()),
                new EffectKeeper.Sources(
                        () -> inForce, () -> fresh(parts.policy().get())),
                parts.policy(),
                this,
                clock);
    }

    /** What it needs of the others. @param policy the present one */
    record Parts(RedisConnection redis, Metrics metrics, Supplier<DegradeConfig> policy) {}

    static TierEvidence of(Parts parts, String node, InstantSource clock, LongSupplier nanoTime) {
        TierEvidence evidence = new TierEvidence(parts, node, clock, nanoTime);
        SampledMetrics sampled = parts.metrics().sampled();
        sampled.sliAge(() -> evidence.cluster.known().map(Reading::age));
        sampled.engaged(() -> evidence.engaged(parts.policy().get(), clock.instant()));
        // The first decision comes before the first turn of its loop: what did not help before would be tried once
        // more.
        evidence.judge();
        return evidence;
    }

    /** Gets to know what is in force: the tasks that it sheds, and what comes of it. */
    void inForce(Degradation degradation) {
        inForce = degradation;
    }

    /** Gets to know who tells of the breakers. */
    void held(Supplier<Set<String>> types) {
        held = types;
    }

    /** Writes up engagements. */
    Duration judge() {
        return effect.runOnce();
    }

    List<Engagement> engagements() {
        return effect.recent();
    }

    private Optional<Reading> fresh(DegradeConfig config) {
        Duration oldest = config.pace().bounds().numbersAge();
        return cluster.known().filter(reading -> reading.age().compareTo(oldest) <= 0);
    }

    @Override
    public Optional<Reading> numbers() {
        return cluster.read();
    }

    @Override
    public Optional<Reading> known() {
        return cluster.known();
    }

    @Override
    public Optional<Duration> watched() {
        return cluster.watched();
    }

    @Override
    public Map<Scope, Integer> ineffective() {
        return effect.ineffective();
    }

    @Override
    public Set<String> held() {
        return held.get();
    }

    @Override
    public void ended(Engagement engagement) {
        Verdict verdict = engagement.verdict();
        if (verdict != null && verdict != Verdict.UNKNOWN) {
            metrics.tiers()
                    .judged(
                            engagement.scope(),
                            engagement.tier(),
                            verdict.name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void ineffective(Map<Scope, Integer> streaks) {
        metrics.tiers().ineffective(streaks);
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
        return inForce.scopes().stream()
                .map(status -> status.isInForce()
                        ? new SampledMetrics.Engaged(
                                status.scope(),
                                Duration.between(status.since(), now),
                                config.policy(status.scope(), status.tier()).maxTime())
                        : new SampledMetrics.Engaged(status.scope(), Duration.ZERO, null))
                .toList();
    }

    private Optional<Scope> scopeOf(String type, Tier tier) {
        return inForce.scopes().stream()
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
