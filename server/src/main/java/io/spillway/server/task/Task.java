package io.spillway.server.task;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as it was read at one moment. Times are by the queue's clock.
 *
 * @param spec what was submitted, never changed afterwards
 * @param attempt how many attempts have begun, 0 before the first
 * @param fence the number of the last claim, 0 before the first
 * @param deadline when the submitter's time is used up; null if the submitter gave none
 * @param dueAt when a delayed task, or the next attempt, may begin; null if at once
 * @param startedAt when the last attempt began
 * @param node which node claimed it last
 * @param result JSON, of a succeeded task
 */
public record Task(
        TaskId id,
        TaskState state,
        Spec spec,
        int attempt,
        long fence,
        Instant createdAt,
        @Nullable Instant deadline,
        @Nullable Instant dueAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String node,
        @Nullable Tier tier,
        @Nullable Failure failure,
        @Nullable String result) {

    /**
     * What a task is about.
     *
     * @param payload a JSON object, as the handler's type accepted it
     * @param idempotencyKey the key given or derived; null where the task's id stands for it
     * @param traceparent the W3C trace context of the submission
     */
    public record Spec(
            String type,
            String payload,
            Criticality criticality,
            int maxAttempts,
            @Nullable String idempotencyKey,
            @Nullable String traceparent) {}

    /** Why the last attempt that failed did. */
    public record Failure(Cause cause, String message) {}

    public String type() {
        return spec.type();
    }

    /** The key that the task's effect happens once under: the submitter's or handler's, else the id. */
    public String effectKey() {
        String key = spec.idempotencyKey();
        return key == null ? id.value() : key;
    }
}
