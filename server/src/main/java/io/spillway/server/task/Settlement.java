package io.spillway.server.task;

import java.time.Duration;

/**
 * How a node wants a task that it claimed to go on.
 *
 * @param fence the claim's number: a later claim makes this settlement stale
 */
public record Settlement(TaskId id, long fence, Next next) {

    /** The state that the task goes to. */
    public sealed interface Next {

        /** @param result a JSON object */
        record Succeeded(String result) implements Next {}

        record Failed(Task.Failure failure) implements Next {}

        /** Pending again: another attempt, not before the delay is over. */
        record Again(Task.Failure failure, Duration delay) implements Next {}

        /** Pending again as if never claimed: the node stops. */
        record HandBack() implements Next {}
    }

    /** Whether the settlement was written. */
    public enum Result {
        SETTLED,
        /** Another claim, a cancel, or the end of the lease came first. The task's state was not changed. */
        STALE,
        /** Settled as Succeeded, whatever was asked for: an earlier attempt had been, after it had lost its lease. */
        WON,
        /** Settled as Failed instead of tried again: the retry budget of the type is used up. */
        OVER_BUDGET
    }
}
