package io.spillway.server.telemetry;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.degrade.Scope;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.node.StorageStatus.MemoryUse;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where gauges come from, with a value of each. */
final class Sources {

    private static final Duration TOOK = MetricsScene.TOOK;
    private static final Instant START = MetricsScene.START;

    private Sources() {}

    private record Nothing() {}

    static void wire(Metrics metrics) {
        metrics.sampled().workers(() -> new SampledMetrics.Workers(3, 5, 8));
        metrics.sampled().backlog(() -> Map.of("coupon", backlog()));
        metrics.sampled().plugins(() -> Map.of("probe", "ACTIVE"));
        metrics.sampled()
                .attainments(() -> List.of(
                        new Attainment("coupon", Map.of("1h", 0.98), -1.0), new Attainment("report", Map.of(), null)));
        metrics.sampled()
                .objectives(() -> List.of(new ObjectiveMetrics.Promise("coupon", 0.995, 0.95, Duration.ofMillis(160))));
        metrics.sampled()
                .limits(() -> List.of(new TypeLimits(
                        "coupon",
                        true,
                        EffectiveLimits.of(
                                "coupon",
                                Optional.of(TaskType.of("coupon", Nothing.class)
                                        .withLimits(
                                                Limits.NONE.withConcurrency(8).withPerKey(1))),
                                LimitsConfig.NONE,
                                Optional.empty()),
                        TypeUse.NOTHING)));
        metrics.sampled().expectedWaits(() -> Map.of("coupon", Duration.ofMillis(2_500)));
        metrics.sampled().queueMemory(() -> Map.of("coupon", 4_096L));
        metrics.sampled().sliAge(() -> Optional.of(Duration.ofMillis(1_500)));
        metrics.sampled()
                .engaged(() -> List.of(
                        new SampledMetrics.Engaged(new Scope.Core(), Duration.ofSeconds(90), Duration.ofHours(24)),
                        new SampledMetrics.Engaged(new Scope.Site(), Duration.ZERO, null)));
        metrics.sampled()
                .loop(() ->
                        List.of(new LoopHop(LoopHop.Hop.TIER, TOOK, START), new LoopHop(LoopHop.Hop.RULE, null, null)));
        metrics.sampled().nodes(() -> new NodeDirectory.Seen(List.of(node(1), node(2), node(3600)), true));
        metrics.sampled()
                .storage(
                        () -> Optional.of(new MemoryUse(70, 100, "noeviction")),
                        () -> List.of(storage(100), storage(-300)));
    }

    static SeenNode node(long silence) {
        NodeRecord record = new NodeRecord(
                new NodeRecord.Identity("node-" + silence, "1", "h:1", "h", 1),
                START,
                new NodeRecord.Workers(0, 1),
                List.of(),
                List.of());
        return new SeenNode(record, START, Duration.ofSeconds(silence));
    }

    private static StorageStatus storage(long skewMillis) {
        return new StorageStatus(
                "h:1", "7", "always", 0, new MemoryUse(70, 100, "noeviction"), Duration.ofMillis(skewMillis));
    }

    static TaskStore.Backlog backlog() {
        return new TaskStore.Backlog(Map.of(Criticality.CRITICAL, 5L), 2, 0, 4, 1, 6, Duration.ofMillis(1500), 7);
    }
}
