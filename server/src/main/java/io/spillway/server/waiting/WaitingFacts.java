package io.spillway.server.waiting;

import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.Task;
import java.util.List;
import java.util.Optional;

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
     */
    public record Node(List<PluginStatus> plugins, int busyWorkers, int workers, Optional<Double> claimsPerSecond) {

        public Node {
            plugins = List.copyOf(plugins);
        }
    }
}
