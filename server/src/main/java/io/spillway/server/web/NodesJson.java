package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Severity;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.NodeRecord.ReportedProblem;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import java.util.List;

/** The nodes and their storage as the API shows them. */
final class NodesJson {

    private final WebFeatures.Node node;

    NodesJson(WebFeatures.Node node) {
        this.node = node;
    }

    ObjectNode all() {
        NodeDirectory.Seen seen = node.site().nodes().get();
        ObjectNode json = Json.object();
        ArrayNode nodes = json.putArray("nodes");
        seen.nodes().forEach(each -> describe(nodes.addObject(), each));
        json.put("complete", seen.complete());
        ArrayNode storage = json.putArray("storage");
        node.site().storage().get().forEach(each -> describe(storage.addObject(), each));
        return json;
    }

    /** What a page that is open should be read again for: not that a node has been seen once more. */
    ObjectNode changes() {
        ObjectNode json = Json.object();
        ArrayNode nodes = json.putArray("nodes");
        for (SeenNode each : node.site().nodes().get().nodes()) {
            ObjectNode one = nodes.addObject().put("name", each.name()).put("state", state(each));
            problems(one, each.record().problems());
        }
        own(json, node.problems().get());
        return json;
    }

    /** Whether this node is ready, and why not. */
    boolean ready(ObjectNode json) {
        List<String> problems = ProblemTexts.english(node.problems().get(), Severity.ERROR);
        json.put("ready", problems.isEmpty());
        problems.forEach(json.putArray("problems")::add);
        return problems.isEmpty();
    }

    private void describe(ObjectNode json, SeenNode seen) {
        NodeRecord record = seen.record();
        boolean self = seen.name().equals(node.name());
        json.put("name", seen.name())
                .put("self", self)
                .put("state", state(seen))
                .put("version", record.identity().version())
                .put("address", record.identity().address())
                .put("host", record.identity().host())
                .put("pid", record.identity().pid());
        Json.put(json, "startedAt", record.startedAt());
        Json.put(json, "lastSeenAt", seen.lastSeen());
        record.types().forEach(json.putArray("types")::add);
        if (self) {
            json.set("workers", WorkersJson.of(node.workers().get()));
            own(json, node.problems().get());
        } else {
            json.putObject("workers")
                    .put("busy", record.workers().busy())
                    .put("limit", record.workers().limit());
            problems(json, record.problems());
        }
    }

    private static void own(ObjectNode json, List<NodeProblem> problems) {
        problems(
                json, ProblemTexts.english(problems, Severity.ERROR), ProblemTexts.english(problems, Severity.WARNING));
    }

    private static void problems(ObjectNode json, List<ReportedProblem> problems) {
        problems(
                json,
                problems.stream()
                        .filter(ReportedProblem::isError)
                        .map(ReportedProblem::text)
                        .toList(),
                problems.stream()
                        .filter(problem -> !problem.isError())
                        .map(ReportedProblem::text)
                        .toList());
    }

    private static void problems(ObjectNode json, List<String> errors, List<String> warnings) {
        json.put("ready", errors.isEmpty());
        errors.forEach(json.putArray("problems")::add);
        warnings.forEach(json.putArray("warnings")::add);
    }

    private static void describe(ObjectNode json, StorageStatus server) {
        json.put("server", server.server())
                .put("version", server.version())
                .put("durability", server.durability())
                .put("replicas", server.replicas());
        json.putObject("memory")
                .put("used", server.memory().used())
                .put("max", server.memory().max())
                .put("policy", server.memory().policy());
        json.put("clockSkewSeconds", server.skew().toMillis() / 1000.0);
    }

    private static String state(SeenNode node) {
        return node.isLive() ? "live" : "gone";
    }
}
