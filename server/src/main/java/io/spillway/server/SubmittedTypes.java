package io.spillway.server;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskQueue;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The types that were ever submitted to the queue, and those that are given: those known last while it can't say, since they only
 * become more. Thread-safe.
 */
final class SubmittedTypes {

    private static final Logger LOG = LoggerFactory.getLogger(SubmittedTypes.class);

    private final Supplier<Set<String>> queue;
    private volatile Set<String> known = Set.of();

    /** @param queue {@link TaskQueue#types} */
    SubmittedTypes(Supplier<Set<String>> queue) {
        this.queue = queue;
    }

    List<String> with(List<String> types) {
        try {
            known = queue.get();
        } catch (QueueUnavailableException e) {
            LOG.debug("Which types were ever submitted is not known: {}", e.getMessage());
        }
        Set<String> all = new TreeSet<>(known);
        all.addAll(types);
        return List.copyOf(all);
    }
}
