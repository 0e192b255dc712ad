package io.spillway.server.deadletter;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where dead letters are kept: a port. All methods throw {@link QueueUnavailableException} where the storage does not answer. */
public interface LetterStore {

    /** The types that ever had a task. */
    List<String> types();

    /** Letters of one type in the order in which they failed, at most a bounded number of them. */
    Slice read(String type, Question question);

    /**
     * What is read.
     *
     * @param after only those behind this place, which may be a letter of another type; null for all
     */
    record Question(
            @Nullable Instant since,
            @Nullable Instant until,
            Order order,
            @Nullable LetterCursor after,
            int max) {}

    enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST
    }

    /**
     * @param total how many letters of the type failed in that time
     * @param passed how many of them come before the first entry
     * @param more whether others may follow
     */
    record Slice(List<Entry> entries, long total, long passed, boolean more) {}

    /** @param letter null where its retention has ended, or it can't be read */
    record Entry(LetterCursor at, @Nullable DeadLetter letter) {}

    /** When the first and the last letter of the types failed in that time; empty where none did. */
    Optional<Span> span(List<String> types, @Nullable Instant since, @Nullable Instant until);

    record Span(Instant first, Instant last) {}

    /** How many letters of the types failed in the time, in each step of it; the first step begins at its start or before. */
    List<Long> histogram(List<String> types, Span span, Instant from, Duration step);

    /** The tasks, in order, without those that are gone. */
    List<Task> tasks(List<TaskId> ids);

    /** What became of a task beside its state; {@link Fate#NONE} for one that nothing became of. */
    Fate fate(TaskId id);

    /** Puts a new task into the place of a failed or canceled one. */
    ReplaceResult replace(TaskId old, Task.Spec next);

    /** Takes a letter off the list. The task stays until its retention ends. */
    TransitionResult discard(TaskId id);
}
