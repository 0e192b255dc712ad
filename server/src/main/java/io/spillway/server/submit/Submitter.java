package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way in for tasks: reads payloads, asks the tiers in force, and hands over to the queue. */
public interface Submitter {

    /** One answer for each request, in order. Throws nothing that stands for an expected result. */
    List<SubmitAnswer> submit(List<SubmitRequest> requests);

    /**
     * What a caller asks for.
     *
     * @param payload the JSON text of an object
     * @param idempotencyKey null: the handler's, if it derives one
     * @param criticality null: the type's
     * @param timeout null: the type's
     * @param delay null: none
     * @param traceparent of the caller, as it came; null if there was none
     * @param caller who is served, by whom a tier in force in part decides; null: the task's idempotency key stands for him,
     *     else its payload
     */
    record SubmitRequest(
            String type,
            String payload,
            @Nullable String idempotencyKey,
            @Nullable Criticality criticality,
            @Nullable Duration timeout,
            @Nullable Duration delay,
            @Nullable String traceparent,
            @Nullable String caller) {}

    /** What became of one request. */
    sealed interface SubmitAnswer {

        /** It is durable in the queue, as far as the queue's storage is. @param pause a tier that keeps it there */
        record Created(Task task, Optional<Admission.Pause> pause) implements SubmitAnswer {

            /** Nothing keeps it waiting. */
            public Created(Task task) {
                this(task, Optional.empty());
            }
        }

        /** The key was known, with the same payload: the first caller's task. */
        record Existing(Task task) implements SubmitAnswer {}

        /** The key was known, with another payload. */
        record KeyReused(TaskId first) implements SubmitAnswer {}

        /** @param nearest a known type with a similar name; null if none is near */
        record UnknownType(String type, @Nullable String nearest) implements SubmitAnswer {}

        /** @param errors with pointers relative to the payload */
        record BadPayload(List<RegisteredHandler.FieldError> errors) implements SubmitAnswer {}

        /** A tier in force keeps it out. */
        record Shed(Tier tier, Scope scope, Duration retryAfter) implements SubmitAnswer {}

        /** More comes in than can be taken. @param why a sentence for the caller */
        record Busy(Duration retryAfter, String why) implements SubmitAnswer {}

        /** The storage behind the queue does not answer, or has no room. @param why a sentence for the caller */
        record Unavailable(Duration retryAfter, String why) implements SubmitAnswer {

            /** It does not answer. */
            public Unavailable(Duration retryAfter) {
                this(retryAfter, "The queue does not answer. Send the task again with the same idempotency key.");
            }
        }
    }
}
