package io.spillway.server.deadletter;

import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import org.jspecify.annotations.Nullable;

/** What became of a replay with another payload. But for the first one, nothing was changed. */
public sealed interface ReplaceResult {

    /** A new task has taken the place of the old one. */
    record Replaced(Task task) implements ReplaceResult {}

    /** @param by the task that took its place earlier; null where that is not known any more */
    record Before(@Nullable TaskId by) implements ReplaceResult {}

    /** The idempotency key of the new payload belongs to another task. */
    record KeyTaken(String key, TaskId owner) implements ReplaceResult {}

    /** The old task is in a state that does not allow it. */
    record Refused(TaskState actual) implements ReplaceResult {}

    /** There is no such task, or its retention has ended. */
    record Unknown() implements ReplaceResult {}
}
