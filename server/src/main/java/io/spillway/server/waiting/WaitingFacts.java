package io.spillway.server.waiting;

import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.node.NodeRecord.WhyBroken;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known at one moment about a task that waits, and about what it waits for.
 *
 * @param found where it stands
 * @param trouble why this node can neither claim nor settle tasks of the type, if so
 * @param keptBack the tier that keeps tasks of its criticality in the queue, if one does
 * @param limits of its type, and what of them is in use
 * @param node what this node has to run it with
 */
public record WaitingFacts(
        Task task,
        Place.Found found,
        Optional<String> trouble,
        Optional<ScopeStatus> keptBack,
        TypeLimits limits,
        Node node) {

    /**
     * What a node has to run tasks with.
     *
     * @param plugins all that are here, in whatever state
     * @param claimsPerSecond how fast the queue is worked off, on all nodes together, if that is known
     * @param breakers the type's open ones, of all live nodes
     */
    public record Node(
            List<PluginStatus> plugins,
            int busyWorkers,
            int workers,
            Optional<Double> claimsPerSecond,
            List<OpenBreaker> breakers) {

        public Node {
            plugins = List.copyOf(plugins);
            breakers = List.copyOf(breakers);
        }
    }

    /** A breaker that lets no attempt begin on its node. @param until when it tries again; null where nobody knows */
    public record OpenBreaker(
            String node, WhyBroken why, @Nullable Instant until) {}
}
