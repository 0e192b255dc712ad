package io.spillway.plugin.api;

import java.util.Optional;

/**
 * Runs the tasks of one type. One instance serves all tasks of the type at the same time, so it must be thread-safe.
 *
 * <p>A task is run <em>at least once</em>: after a crash the same task comes again, with the same
 * {@link TaskContext#idempotencyKey()} and a higher {@link TaskContext#fence()}. A handler whose effect must happen
 * once records the key together with the effect.
 *
 * @param <T> the payload: a public record. Its components are the fields of the JSON object; a component is optional if
 *     it is an {@link Optional} or is marked {@code @Nullable}. A compact constructor may refuse a value with an
 *     {@link IllegalArgumentException}, whose message the submitter gets.
 */
public interface TaskHandler<T> {

    /** The type that this handler runs, with its defaults. Constant over the handler's life. */
    TaskType<T> type();

    /**
     * Does the work. Called on a thread of its own, which is interrupted when the deadline passes, the task is canceled,
     * or the lease is lost. An exception is classified by its kind: {@link Cause#of(Throwable)}.
     */
    Outcome handle(TaskContext context, T payload) throws Exception;

    /**
     * The key under which this payload's effect may happen once only, or empty where each submission is a task of its
     * own. Used if the submitter names none. A key that is blank or has more than 4096 bytes in UTF-8 refuses the payload.
     */
    default Optional<String> idempotencyKey(T payload) {
        return Optional.empty();
    }

    /**
     * What this payload's task takes up while it runs, such as the account, the item or the merchant, or empty where it is
     * nothing in particular: of tasks with the same key, {@link Limits#perKey} run at the same time at the most. Depends
     * on the payload alone. A key that is blank or has more than 4096 bytes in UTF-8 refuses the payload.
     */
    default Optional<String> concurrencyKey(T payload) {
        return Optional.empty();
    }

    /**
     * What to do instead of {@link #handle} while the tier in force would keep this task out. A handler that does not
     * override this has no fallback: new tasks are refused then, and waiting ones wait. Empty runs the task as usual.
     */
    default Optional<Outcome> fallback(TaskContext context, T payload, Tier tier) throws Exception {
        return Optional.empty();
    }

    /** Undoes {@link #handle} with the result that it had, where a later step of a workflow failed. */
    default void compensate(TaskContext context, T payload, Result result) throws Exception {}
}
