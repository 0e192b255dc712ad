package io.spillway.server;

import io.spillway.server.breaker.Breaker;
import io.spillway.server.config.MachineName;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.NodeRecord.ReportedBreaker;
import io.spillway.server.node.NodeRecord.ReportedProblem;
import io.spillway.server.web.BreakerTexts;
import io.spillway.server.web.ProblemTexts;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What this node tells the others of itself, as it is at the moment. */
record ThisNode(
        SpillwayConfig config,
        NodeSite.Parts parts,
        Instant startedAt,
        Supplier<List<NodeProblem>> problems,
        IntSupplier port) {

    NodeRecord record() {
        return new NodeRecord(
                new NodeRecord.Identity(
                        config.engine().node(),
                        Version.current(),
                        host() + ":" + port.getAsInt(),
                        machine(),
                        ProcessHandle.current().pid()),
                startedAt,
                new NodeRecord.Workers(parts.pool().busy(), parts.pool().limit()),
                parts.handlers().all().stream()
                        .map(each -> each.type().name())
                        .sorted()
                        .toList(),
                problems.get().stream().map(ThisNode::reported).toList(),
                parts.breakers().all().stream()
                        .filter(each -> !each.isUnremarkable())
                        .map(this::reported)
                        .toList());
    }

    private static ReportedProblem reported(NodeProblem problem) {
        return new ReportedProblem(
                problem.kind().label(),
                problem.kind().severity().label(),
                problem.subject(),
                problem.detail(),
                ProblemTexts.english(problem));
    }

    private ReportedBreaker reported(Breaker.Snapshot breaker) {
        return BreakerTexts.reported(breaker, parts.breakers().in(breaker.opensIn()));
    }

    /** The name under which Prometheus reaches this node. */
    private String host() {
        String listens = config.server().host();
        return config.server().advertisedHost().orElse(listens.equals("0.0.0.0") ? machine() : listens);
    }

    private static String machine() {
        return MachineName.of(System.getenv());
    }
}
