package io.spillway.server.task;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads tasks, and changes them on a person's behalf. Throws {@link QueueUnavailableException} as the queue does. */
public interface TaskStore {

    Optional<Task> find(TaskId id);

    /** The tasks of these ids, in one go; those that are not there, or can't be read, are left out. */
    Map<TaskId, Task> find(List<TaskId> ids);

    /** Looks at these tasks in one go, without reading them. Those that are not there are left out. */
    Glance glance(List<TaskId> ids);

    /** Pending or Running → Canceled. A running handler is told through {@link TaskQueue.Listener#canceled}. */
    TransitionResult cancel(TaskId id);

    /** Failed or Canceled → Pending, with all its attempts and its time before it again. */
    TransitionResult retry(TaskId id);

    /** Newest first. */
    Page list(Query query);

    /** How much waits of these types; those that can't be read are left out, unless none can. */
    Map<String, Backlog> backlog(List<String> types);

    /** The bytes that unfinished tasks take in the queue's storage, for each type that was ever submitted; an estimate. */
    Map<String, Long> memory();

    /**
     * @param at when, by the queue's clock
     * @param marks a text for each task, another one once its state, attempt, place or due time has changed
     */
    record Glance(Instant at, Map<TaskId, String> marks) {

        public Glance {
            marks = Map.copyOf(marks);
        }
    }

    /**
     * @param type null for all types
     * @param state null for all states
     * @param cursor where an earlier page ended; null for the first
     */
    record Query(
            @Nullable String type,
            @Nullable TaskState state,
            @Nullable String cursor,
            int limit) {}

    /** @param next the cursor of the next page; null at the end */
    record Page(List<Task> tasks, @Nullable String next) {}

    /**
     * @param queued tasks that could run now, by criticality
     * @param delayed tasks that wait for their due time
     * @param parked tasks that wait for another task of their concurrency key to end
     * @param running tasks under a lease
     * @param failed tasks in the dead-letter view
     * @param dropped tasks that left that view before their retention was over, since there were too many, so far
     * @param oldest how long the longest-waiting queued task has been waiting; zero if none waits
     * @param claims how many times a task was claimed so far: two readings tell how fast the queue is worked off
     */
    record Backlog(
            Map<Criticality, Long> queued,
            long delayed,
            long parked,
            long running,
            long failed,
            long dropped,
            Duration oldest,
            long claims) {

        /** All tasks that could run now. */
        public long waiting() {
            return queued.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
