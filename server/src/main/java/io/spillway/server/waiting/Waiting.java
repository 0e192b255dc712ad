package io.spillway.server.waiting;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Looks up why a task waits. Throws {@link io.spillway.server.task.QueueUnavailableException} as the queue does. */
public final class Waiting {

    private final Sources sources;

    /**
     * What is asked.
     *
     * @param trouble why this node can neither claim nor settle tasks of a type, if so
     * @param treatment what is done to the work on a type
     * @param keptBack the tier that keeps queued tasks of a type and criticality from being claimed, if one does
     * @param node what this node has to run tasks of a type with
     */
    public record Sources(
            Place.Finder places,
            Function<String, Optional<String>> trouble,
            Function<String, Admission.Treatment> treatment,
            BiFunction<String, Criticality, Optional<ScopeStatus>> keptBack,
            LimitBook limits,
            HandlerRegistry handlers,
            Function<String, WaitingFacts.Node> node) {}

    public Waiting(Sources sources) {
        this.sources = sources;
    }

    /** Empty for a task that does not wait. */
    public List<Reason> of(Task task) {
        if (task.state() != TaskState.PENDING) {
            return List.of();
        }
        return sources.places()
                .find(task.id())
                .map(found -> WhyWaiting.of(facts(task, found)))
                .orElse(List.of());
    }

    private WaitingFacts facts(Task task, Place.Found found) {
        String type = task.type();
        boolean isServed = sources.treatment().apply(type).servesByFallback()
                && sources.handlers()
                        .find(type)
                        .filter(RegisteredHandler::hasFallback)
                        .isPresent();
        return new WaitingFacts(
                task,
                found,
                sources.trouble().apply(type),
                isServed
                        ? Optional.empty()
                        : sources.keptBack().apply(type, task.spec().criticality()),
                sources.limits().of(type),
                sources.node().apply(type));
    }
}
