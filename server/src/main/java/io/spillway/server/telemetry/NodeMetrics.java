package io.spillway.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.GaugeMetricFamily;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.node.StorageStatus.MemoryUse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The series of the nodes and of the storage that they share: what is wrong, and who lives. */
public final class NodeMetrics {

    private final Gauge problems;

    NodeMetrics(CollectorRegistry registry) {
        problems = Gauge.build("spillway_problems", "Problems that this node has now, as /nodes shows them.")
                .labelNames("kind", "severity")
                .register(registry);
        problems(List.of());
    }

    /** Shows which there are. A cluster may have one of a kind for each of its servers. */
    public void problems(List<NodeProblem> now) {
        for (NodeProblem.Kind kind : NodeProblem.Kind.values()) {
            problems.labels(kind.label(), kind.severity().label())
                    .set(now.stream().filter(each -> each.kind() == kind).count());
        }
    }

    static List<MetricFamilySamples> nodeFamilies(Optional<NodeDirectory.Seen> known) {
        GaugeMetricFamily nodes = new GaugeMetricFamily(
                "spillway_nodes", "Nodes on this Redis that live, or died a short while ago.", List.of("state"));
        known.filter(NodeDirectory.Seen::complete).ifPresent(seen -> {
            long live = seen.nodes().stream().filter(SeenNode::isLive).count();
            nodes.addMetric(List.of("live"), live)
                    .addMetric(List.of("gone"), seen.nodes().size() - live);
        });
        return List.of(nodes);
    }

    static List<MetricFamilySamples> memoryFamilies(Optional<Optional<MemoryUse>> known) {
        GaugeMetricFamily memory = new GaugeMetricFamily(
                "spillway_redis_memory_bytes",
                "Memory of Redis that is used, and all that it may use; of several servers, of the fullest.",
                List.of("kind"));
        known.flatMap(Function.identity())
                .ifPresent(use -> memory.addMetric(List.of("used"), use.used()).addMetric(List.of("max"), use.max()));
        return List.of(memory);
    }

    static List<MetricFamilySamples> skewFamilies(Optional<List<StorageStatus>> known) {
        GaugeMetricFamily skew = new GaugeMetricFamily(
                "spillway_redis_clock_skew_seconds",
                "How far the clock of Redis is ahead of this node's; of several servers, the worst.",
                List.of());
        known.flatMap(servers -> servers.stream().map(StorageStatus::skew).max(Comparator.comparing(Duration::abs)))
                .ifPresent(worst -> skew.addMetric(List.of(), Metrics.seconds(worst)));
        return List.of(skew);
    }
}
