package io.spillway.server.web;

import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Nodes, their storage, and their problems. */
final class SampleNodes {

    private SampleNodes() {}

    static final NodeProblem AWAY =
            new NodeProblem(NodeProblem.Kind.REDIS_AWAY, "cache:6379", "refused " + Samples.HOSTILE);

    static final NodeProblem FULL = new NodeProblem(NodeProblem.Kind.REDIS_FULL, "cache:6379", "93");

    static WebFeatures.Node node(List<NodeProblem> problems, SeenNode... others) {
        return new WebFeatures.Node(
                "node-1",
                "0.1.0",
                Samples.NOW.minusSeconds(7000),
                InstantSource.fixed(Samples.NOW),
                () -> problems,
                new WebFeatures.Site(
                        () -> seen(problems, List.of(others)), () -> problems.isEmpty() ? storage() : List.of()),
                () -> new WebFeatures.Workers(12, 64, problems.isEmpty() ? Samples.sizing() : Samples.fixed()));
    }

    /** This node, and others; nothing is known of others while Redis is away. */
    static NodeDirectory.Seen seen(List<NodeProblem> problems, List<SeenNode> others) {
        List<SeenNode> nodes = new ArrayList<>(List.of(seen("node-1", Duration.ZERO, problems)));
        nodes.addAll(others);
        return new NodeDirectory.Seen(nodes, !problems.contains(AWAY));
    }

    static SeenNode seen(String name, Duration silence, List<NodeProblem> problems) {
        return new SeenNode(
                new NodeRecord(
                        new NodeRecord.Identity(name, "0.1", "10.0.0.4:8080", "host-of-" + name, 4711),
                        Samples.NOW.minusSeconds(7000),
                        new NodeRecord.Workers(12, 64),
                        List.of("coupon-redeem", "stock-deduct"),
                        problems.stream()
                                .map(problem -> new NodeRecord.ReportedProblem(
                                        problem.kind().label(),
                                        problem.kind().severity().label(),
                                        problem.subject(),
                                        problem.detail(),
                                        ProblemTexts.english(problem)))
                                .toList()),
                Samples.NOW.minus(silence),
                silence);
    }

    /** Two nodes, of which one has broken off a type, and probes another. */
    static NodeDirectory.Seen brokenSite() {
        NodeRecord healthy = seen("node-2", Duration.ZERO, List.of()).record();
        NodeRecord broken = new NodeRecord(
                healthy.identity(),
                healthy.startedAt(),
                healthy.workers(),
                healthy.types(),
                healthy.problems(),
                List.of(
                        new NodeRecord.ReportedBreaker(
                                "stock-deduct",
                                "open",
                                new NodeRecord.WhyBroken("tripped", 2310, 19, "THIRD_PARTY", 14, 60, "in English"),
                                Samples.NOW.plusSeconds(5)),
                        new NodeRecord.ReportedBreaker(
                                "coupon-redeem",
                                "half_open",
                                new NodeRecord.WhyBroken(
                                        "of-a-newer-node", 0, 0, "", 0, 0, "because " + Samples.HOSTILE),
                                null)));
        return new NodeDirectory.Seen(
                List.of(seen("node-1", Duration.ZERO, List.of()), new SeenNode(broken, Samples.NOW, Duration.ZERO)),
                true);
    }

    static List<StorageStatus> storage() {
        return List.of(new StorageStatus(
                "cache:6379",
                "7.0.15",
                "everysec",
                1,
                new StorageStatus.MemoryUse(812L << 20, 4L << 30, "noeviction"),
                Duration.ofMillis(-140)));
    }
}
