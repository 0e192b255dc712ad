package io.spillway.plugin.api;

import java.time.Duration;
import java.time.Instant;

/** What a handler knows of the attempt that it runs. Valid until the attempt ends; thread-safe. */
public interface TaskContext {

    /** The task's id, the same over all attempts. */
    String taskId();

    /** 1 at the first attempt. */
    int attempt();

    /**
     * Grows with each claim of any task of the same type and shard, by leaps, and has up to 15 digits: an effect written with a lower fence than one that
     * was already seen for this task comes from a node that has lost it.
     */
    long fence();

    /** The submitter's key, or the handler's, or else the task's id. */
    String idempotencyKey();

    /** When this attempt's time is used up: the type's timeout or the submitter's, whichever ends first. */
    Instant deadline();

    /** What is left until {@link #deadline}, by a clock that does not jump; zero when it is used up. */
    Duration remaining();

    /** Whether to go on. */
    CancellationToken cancellation();

    /** The tier in force for this type when the attempt began. */
    Tier tier();

    /**
     * Begins an outgoing call, so that it gets a span of its own in the task's trace.
     *
     * @param name a constant such as {@code POST} or {@code redis decrby}: no ids, no addresses
     */
    OutgoingCall beginCall(String name);

    /** A logger whose lines carry the task's id and trace. */
    System.Logger logger();
}
