package io.spillway.server.task;

/** What became of a submission. */
public sealed interface SubmitResult {

    /** It is durable in the queue, as far as the queue's storage is. */
    record Accepted(Task task) implements SubmitResult {}

    /** The key was known, with the same payload: the first submission's task. */
    record Known(Task task) implements SubmitResult {}

    /** The key was known, with another payload. Nothing was written. */
    record KeyReused(TaskId first) implements SubmitResult {}

    /** The storage failed after it had taken others of the same call. It may or may not have taken this one. */
    record Unavailable(String why) implements SubmitResult {}
}
