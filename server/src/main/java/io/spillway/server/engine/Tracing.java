package io.spillway.server.engine;

import io.spillway.plugin.api.OutgoingCall;
import io.spillway.server.task.Task;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the spans of attempts are made: a port, so that the engine knows no tracing library. */
@FunctionalInterface
public interface Tracing {

    /** Traces nothing. */
    Tracing NONE = Untraced::new;

    /** Begins the span of one attempt, as a child of the submission that stands in the task. */
    Attempt attempt(Task task);

    /** A span around one attempt, ended by {@link #close}. */
    interface Attempt extends AutoCloseable {
        /** 32 hexadecimal digits if the span is sampled, else null. */
        @Nullable
        String traceId();

        /** 16 hexadecimal digits if the span is sampled, else null. */
        @Nullable
        String spanId();

        OutgoingCall call(String name);

        void failed(String cause, String message);

        @Override
        void close();
    }

    /** No span: calls carry on the trace of the submission. */
    record Untraced(Task task) implements Attempt {

        @Override
        public @Nullable String traceId() {
            return null;
        }

        @Override
        public @Nullable String spanId() {
            return null;
        }

        @Override
        public OutgoingCall call(String name) {
            String parent = task.spec().traceparent();
            return new UntracedCall(parent == null ? Map.of() : Map.of("traceparent", parent));
        }

        @Override
        public void failed(String cause, String message) {}

        @Override
        public void close() {}
    }

    /** No span either. */
    record UntracedCall(Map<String, String> headers) implements OutgoingCall {

        @Override
        public OutgoingCall attribute(String attribute, String value) {
            return this;
        }

        @Override
        public OutgoingCall failed(String message) {
            return this;
        }

        @Override
        public void close() {}
    }
}
