package io.spillway.server.task;

/** What became of a change of state that somebody asked for. */
public sealed interface TransitionResult {

    /** It happened; the task as it is afterwards. */
    record Moved(Task task) implements TransitionResult {}

    /** The task is in a state that does not allow it. Nothing was written. */
    record Refused(TaskState actual) implements TransitionResult {}

    /** There is no such task, or its retention has ended. */
    record Unknown() implements TransitionResult {}
}
