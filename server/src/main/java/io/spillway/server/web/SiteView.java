package io.spillway.server.web;

import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import java.util.List;
import java.util.stream.Stream;

/**
 * All nodes, and the servers that keep what they share.
 *
 * @param complete false where the storage does not answer, so that only this node is known
 */
public record SiteView(List<Row> nodes, List<Server> storage, boolean complete) {

    /**
     * One node.
     *
     * @param state of a task's or plugin's that looks like it, for its sign: {@code succeeded}, {@code failed}
     * @param word the end of a message's key: {@code ready}, {@code notready}, {@code gone}
     * @param seen how long ago it was heard of
     */
    public record Row(
            String name,
            boolean self,
            String state,
            String word,
            String version,
            String place,
            String address,
            String workers,
            List<String> types,
            Moment since,
            String seen,
            List<Note> notes) {}

    /** @param mood {@code bad} or {@code warn} */
    public record Note(String mood, String text) {}

    /** One server. @param memory used, of how much */
    public record Server(
            String name,
            String version,
            String durability,
            String replicas,
            String memory,
            String policy,
            String skew) {}

    static SiteView of(WebFeatures.Node node, Format format) {
        NodeDirectory.Seen seen = node.site().nodes().get();
        return new SiteView(
                seen.nodes().stream()
                        .map(each -> row(each, node.name(), format))
                        .toList(),
                node.site().storage().get().stream()
                        .map(server -> server(server, format))
                        .toList(),
                seen.complete());
    }

    private static Row row(SeenNode node, String self, Format format) {
        NodeRecord record = node.record();
        NodeRecord.Identity identity = record.identity();
        boolean here = node.name().equals(self);
        boolean ready = record.problems().stream().noneMatch(NodeRecord.ReportedProblem::isError);
        return new Row(
                node.name(),
                here,
                node.isLive() && ready ? "succeeded" : "failed",
                node.isLive() ? ready ? "ready" : "notready" : "gone",
                identity.version(),
                identity.host() + " · " + identity.pid(),
                identity.address(),
                format.count(record.workers().busy()) + " / "
                        + format.count(record.workers().limit()),
                record.types(),
                format.moment(record.startedAt()),
                format.lasting(node.silence()),
                notes(node, here, format));
    }

    private static List<Note> notes(SeenNode node, boolean here, Format format) {
        // What is wrong with this node stands above.
        Stream<Note> problems = here
                ? Stream.of()
                : node.record().problems().stream()
                        .map(problem -> new Note(
                                problem.isError() ? "bad" : "warn", ProblemTexts.of(problem, format.locale())));
        Stream<Note> breakers = node.isLive()
                ? SeenBreaker.opened(node.record()).stream().map(each -> new Note("warn", breaker(each, format)))
                : Stream.of();
        return Stream.concat(problems, breakers).toList();
    }

    private static String breaker(NodeRecord.ReportedBreaker breaker, Format format) {
        String key = breaker.state().equals("half_open") ? "attention.breaker-half-open" : "attention.breaker-open";
        return format.sentence(key, breaker.type()) + ": " + BreakerTexts.of(breaker.why(), format.locale());
    }

    private static Server server(StorageStatus server, Format format) {
        StorageStatus.MemoryUse memory = server.memory();
        return new Server(
                server.server(),
                server.version(),
                server.durability(),
                format.count(server.replicas()),
                format.bytes(memory.used()) + " / " + format.bytes(memory.max()),
                memory.policy(),
                format.offset(server.skew()));
    }
}
