package io.spillway.plugin.api;

import java.util.Map;

/** One call that a handler makes to another service: a span from its creation to {@link #close}. */
public interface OutgoingCall extends AutoCloseable {

    /**
     * What to send with the request: the headers that join the other service's trace to this task's, {@code traceparent}
     * and what belongs to it, and those of {@link TimeBudget}, which tell it how much time is left. Ask for them just before
     * sending: the time is that of the asking.
     */
    Map<String, String> headers();

    /** Adds an attribute, such as {@code http.response.status_code}. */
    OutgoingCall attribute(String name, String value);

    /** Marks the call as failed. */
    OutgoingCall failed(String message);

    /** Ends the span. A second call does nothing. */
    @Override
    void close();
}
