package io.spillway.server.waiting;

import io.spillway.server.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a task waits. */
public sealed interface Place {

    /**
     * Where tasks wait that could run now.
     *
     * @param before how many would be claimed before it
     * @param isAbout whether that is an estimate: nobody counts a queue of millions
     */
    record Queued(long before, boolean isAbout) implements Place {}

    /** It has a time before which it does not begin. */
    record Delayed() implements Place {}

    /**
     * Put aside, until another task of its concurrency key ends.
     *
     * @param before how many of the key wait before it
     * @param holders tasks of the key that run, some of them where there are many
     */
    record Parked(String key, long before, List<TaskId> holders) implements Place {

        public Parked {
            holders = List.copyOf(holders);
        }
    }

    /** Where tasks stand: a port. Throws {@link io.spillway.server.task.QueueUnavailableException} as the queue does. */
    @FunctionalInterface
    interface Finder {

        /** Empty for a task that does not wait any more. */
        Optional<Found> find(TaskId id);
    }

    /** @param at when it stood there, by the queue's clock */
    record Found(Place place, Instant at) {}
}
