package io.spillway.server.web;

import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.NodeRecord.ReportedBreaker;
import io.spillway.server.node.NodeRecord.WhyBroken;
import io.spillway.server.node.SeenNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A type's breaker on one live node. */
record SeenBreaker(String node, ReportedBreaker breaker) {

    private static final String CLOSED = "closed";

    /** Those of all nodes that run the type, this one among them. */
    static List<SeenBreaker> of(NodeDirectory.Seen seen, String type) {
        return live(seen).flatMap(node -> find(node, type).stream()).toList();
    }

    /** The same for all types. */
    static Map<String, List<SeenBreaker>> all(NodeDirectory.Seen seen) {
        Map<String, List<SeenBreaker>> byType = new TreeMap<>();
        live(seen).forEach(node -> types(node.record()).forEach(type -> byType.put(type, of(seen, type))));
        return byType;
    }

    /** Those that are not closed, of one node. */
    static List<ReportedBreaker> opened(NodeRecord node) {
        return node.breakers().stream()
                .filter(each -> !each.state().equals(CLOSED))
                .toList();
    }

    boolean isClosed() {
        return breaker.state().equals(CLOSED);
    }

    private static Stream<SeenNode> live(NodeDirectory.Seen seen) {
        return seen.nodes().stream().filter(SeenNode::isLive);
    }

    private static Stream<String> types(NodeRecord node) {
        return Stream.concat(node.types().stream(), node.breakers().stream().map(ReportedBreaker::type))
                .distinct();
    }

    /* A node tells of those only that are not closed. */
    private static Optional<SeenBreaker> find(SeenNode node, String type) {
        Optional<ReportedBreaker> told = node.record().breakers().stream()
                .filter(each -> each.type().equals(type))
                .findFirst();
        return told.isEmpty() && node.record().types().contains(type)
                ? Optional.of(new SeenBreaker(node.name(), closed(type)))
                : told.map(each -> new SeenBreaker(node.name(), each));
    }

    private static ReportedBreaker closed(String type) {
        return new ReportedBreaker(type, CLOSED, new WhyBroken("", 0, 0, "", 0, 0, ""), null);
    }
}
