package io.spillway.server.plugin;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import java.util.List;
import java.util.Optional;

/**
 * A plugin's handler, with what the server does around it: the payload is read, the plugin's class loader is the
 * thread's, and whatever is thrown stays inside.
 */
public interface RegisteredHandler {

    TaskType<?> type();

    String pluginId();

    String pluginVersion();

    /** Reads and checks a payload: the JSON text of an object. */
    Reading read(String payload);

    /**
     * Runs one attempt with a payload that was accepted earlier.
     *
     * @throws Exception what the handler threw; an {@link Error} it threw comes through as well
     */
    Outcome handle(TaskContext context, String payload) throws Exception;

    /** Whether the handler has a way of its own to serve tasks that a tier keeps out. */
    boolean hasFallback();

    /** The handler's fallback, if it has one for this task. Throws as {@link #handle} does. */
    Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) throws Exception;

    /** Whether a payload can be a task. */
    sealed interface Reading {

        /**
         * @param canonical the payload as it is stored
         * @param idempotencyKey the handler's, or empty
         * @param concurrencyKey the handler's, or empty
         */
        record Accepted(String canonical, Optional<String> idempotencyKey, Optional<String> concurrencyKey)
                implements Reading {}

        record Refused(List<FieldError> errors) implements Reading {}
    }

    /**
     * @param pointer RFC 6901, relative to the payload: {@code /quantity}, or empty for the payload itself
     * @param detail what is wrong, without the pointer: {@code is required}
     */
    record FieldError(String pointer, String detail) {}
}
