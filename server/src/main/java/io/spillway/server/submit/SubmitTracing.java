package io.spillway.server.submit;

import org.jspecify.annotations.Nullable;

/** Where the spans of submissions are made: a port, so that the way in knows no tracing library. */
@FunctionalInterface
public interface SubmitTracing {

    /** Traces nothing, and passes the caller's trace on. */
    SubmitTracing NONE = (_, parent) -> new Untraced(parent);

    /** Begins the span of a submission. @param parent the caller's {@code traceparent}, or null */
    Span begin(String type, @Nullable String parent);

    /** A span around a submission, ended by {@link #close}. */
    interface Span extends AutoCloseable {
        /** What goes into the task, so that its attempts join this trace; null if nothing is traced. */
        @Nullable
        String traceparent();

        void accepted(String taskId);

        void refused(String why);

        @Override
        void close();
    }

    /** No span. */
    record Untraced(@Nullable String traceparent) implements Span {

        @Override
        public void accepted(String taskId) {}

        @Override
        public void refused(String why) {}

        @Override
        public void close() {}
    }
}
