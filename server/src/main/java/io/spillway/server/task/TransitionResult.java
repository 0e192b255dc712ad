package io.spillway.server.task;

import org.jspecify.annotations.Nullable;

/** What became of a change of state that somebody asked for. */
public sealed interface TransitionResult {

    /** It happened; the task as it is afterwards. */
    record Moved(Task task) implements TransitionResult {}

    /** The task is in a state that does not allow it. Nothing was written. */
    record Refused(TaskState actual) implements TransitionResult {}

    /**
     * Another task has taken its place, with another payload. Nothing was written.
     *
     * @param by null where that is not known any more
     */
    record Replaced(@Nullable TaskId by) implements TransitionResult {}

    /** There is no such task, or its retention has ended. */
    record Unknown() implements TransitionResult {}
}
