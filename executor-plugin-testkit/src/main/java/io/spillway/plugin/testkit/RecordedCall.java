package io.spillway.plugin.testkit;

import io.spillway.plugin.api.OutgoingCall;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An outgoing call that a handler began on a {@link FakeTaskContext}, with what it said about it. */
public final class RecordedCall implements OutgoingCall {

    private final String name;
    private final Supplier<Map<String, String>> headers;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable String failure;
    private boolean closed;

    RecordedCall(String name, Supplier<Map<String, String>> headers) {
        this.name = name;
        this.headers = headers;
    }

    public String name() {
        return name;
    }

    @Override
    public Map<String, String> headers() {
        return headers.get();
    }

    @Override
    public synchronized RecordedCall attribute(String key, String value) {
        attributes.put(key, value);
        return this;
    }

    @Override
    public synchronized RecordedCall failed(String message) {
        failure = message;
        return this;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    public synchronized Map<String, String> attributes() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The message of {@link #failed}, or empty if the call did not fail. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    public synchronized boolean isClosed() {
        return closed;
    }
}
