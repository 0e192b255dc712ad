package io.spillway.server.engine;

/** Why an attempt is told to stop. */
enum StopReason {
    /** The type's timeout is over. */
    TIMEOUT,
    /** The submitter's time is used up. */
    DEADLINE,
    /** A person canceled the task: it is in its final state already. */
    CANCELED,
    /** The task belongs to another claim now, or will soon. */
    LEASE_LOST,
    /** The node stops. */
    SHUTDOWN
}
