package io.spillway.server.deadletter;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that failed and waits for a person, without its payload.
 *
 * @param failure why the last attempt failed
 * @param key the idempotency key that was given or derived; null where the id stands for it
 * @param payloadBytes how long the payload is
 * @param done whether an attempt has succeeded after its lease was lost: a replay marks the task as succeeded and runs nothing
 */
public record DeadLetter(
        TaskId id,
        Instant failedAt,
        Instant createdAt,
        Failure failure,
        Attempts attempts,
        Criticality criticality,
        @Nullable String key,
        int payloadBytes,
        boolean done) {

    /** Why it failed. */
    public record Failure(Cause cause, String message) {}

    /** @param node which node ran the last one; null if there was none */
    public record Attempts(int made, int max, @Nullable String node) {}

    public String type() {
        return id.type();
    }
}
