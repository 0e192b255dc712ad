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
 * @param result JSON, of a succeeded task
 * @param isParked whether it waits for another task of its concurrency key to end
 */
public record Task(
        TaskId id,
        TaskState state,
        Spec spec,
        Claim claim,
        Times times,
        @Nullable Failure failure,
        @Nullable String result,
        boolean isParked) {

    /**
     * What a task is about.
     *
     * @param payload a JSON object, as the handler's type accepted it
     * @param idempotencyKey the key given or derived; null where the task's id stands for it
     * @param concurrencyKey what the type's limit per key counts by; null for none
     * @param traceparent the W3C trace context of the submission
     */
    public record Spec(
            String type,
            String payload,
            Criticality criticality,
            int maxAttempts,
            @Nullable String idempotencyKey,
            @Nullable String concurrencyKey,
            @Nullable String traceparent) {

        public Spec withTraceparent(@Nullable String other) {
            return new Spec(type, payload, criticality, maxAttempts, idempotencyKey, concurrencyKey, other);
        }
    }

    /**
     * The last claim.
     *
     * @param attempt how many attempts have begun, 0 before the first
     * @param fence grows with each claim, by leaps; 0 before the first
     * @param node which node claimed it
     * @param tier which tier was in force then
     */
    public record Claim(
            int attempt,
            long fence,
            @Nullable String node,
            @Nullable Tier tier) {

        public static final Claim NONE = new Claim(0, 0, null, null);
    }

    /**
     * When what happened, or will.
     *
     * @param deadline when the submitter's time is used up; null if the submitter gave none
     * @param due when a delayed task, or the next attempt, may begin
     * @param started when the last attempt began
     * @param firstStarted when the first one did, since the task was submitted or a person retried it
     */
    public record Times(
            Instant created,
            @Nullable Instant deadline,
            @Nullable Instant due,
            @Nullable Instant started,
            @Nullable Instant firstStarted,
            @Nullable Instant finished) {}

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

    public int attempt() {
        return claim.attempt();
    }

    public long fence() {
        return claim.fence();
    }

    public @Nullable String node() {
        return claim.node();
    }

    public @Nullable Tier tier() {
        return claim.tier();
    }

    public Instant createdAt() {
        return times.created();
    }

    public @Nullable Instant deadline() {
        return times.deadline();
    }

    public @Nullable Instant dueAt() {
        return times.due();
    }

    public @Nullable Instant startedAt() {
        return times.started();
    }

    public @Nullable Instant firstStartedAt() {
        return times.firstStarted();
    }

    public @Nullable Instant finishedAt() {
        return times.finished();
    }
}
