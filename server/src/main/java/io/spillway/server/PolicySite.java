package io.spillway.server;

import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.policy.PolicyBook;
import io.spillway.server.policy.PolicyStatus;
import io.spillway.server.telemetry.PolicyMetrics;
import java.time.InstantSource;
import java.util.List;

/** The degradation policy of this node: its book, its numbers, and what is wrong with it. */
final class PolicySite {

    private final PolicyBook book;
    private final PolicyMetrics metrics;

    private PolicySite(PolicyBook book, PolicyMetrics metrics) {
        this.book = book;
        this.metrics = metrics;
    }

    static PolicySite open(SpillwayConfig config, PolicyMetrics metrics, InstantSource clock) {
        PolicySite site = new PolicySite(new PolicyBook(config.policy(), config.degrade(), clock), metrics);
        metrics.inForce(site.book.status().source(), site.book.status().hash());
        site.book.listen(site::changed);
        return site;
    }

    private void changed(PolicyStatus now) {
        metrics.inForce(now.source(), now.hash());
        metrics.reloaded(now.refused().isEmpty());
    }

    /** Which plugin runs a type, so that a policy can pause all types of one; the type itself where none does. */
    static String pluginOf(HandlerRegistry handlers, String type) {
        return handlers.find(type).map(RegisteredHandler::pluginId).orElse(type);
    }

    PolicyBook book() {
        return book;
    }

    List<NodeProblem> problems() {
        PolicyStatus status = book.status();
        return status.refused()
                .map(refused -> List.of(
                        new NodeProblem(NodeProblem.Kind.POLICY_INVALID, book.fileName(), summary(refused.problems()))))
                .orElse(List.of());
    }

    private static String summary(List<String> problems) {
        int more = problems.size() - 1;
        return problems.getFirst() + (more == 0 ? "" : " (and " + more + " more)");
    }
}
