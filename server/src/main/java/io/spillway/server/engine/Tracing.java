package io.spillway.server.engine;

import io.spillway.plugin.api.OutgoingCall;
import io.spillway.server.task.Task;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where spans are made: a port, so that the engine knows no tracing library. */
public interface Tracing {

    /** Begins the span of a submission. @param parent the caller's {@code traceparent}, or null */
    Submit submit(String type, @Nullable String parent);

    /** Begins the span of one attempt, as a child of the submission that stands in the task. */
    Attempt attempt(Task task);

    /** A span around a submission, ended by {@link #close}. */
    interface Submit extends AutoCloseable {
        /** What goes into the task, so that its attempts join this trace; null if nothing is traced. */
        @Nullable
        String traceparent();

        void accepted(String taskId);

        void refused(String why);

        @Override
        void close();
    }

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

    /** Traces nothing. */
    Tracing NONE = new Tracing() {
        @Override
        public Submit submit(String type, @Nullable String parent) {
            return new Submit() {
                @Override
                public @Nullable String traceparent() {
                    return parent;
                }

                @Override
                public void accepted(String taskId) {}

                @Override
                public void refused(String why) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public Attempt attempt(Task task) {
            return new Attempt() {
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
                    return new OutgoingCall() {
                        @Override
                        public Map<String, String> headers() {
                            String parent = task.spec().traceparent();
                            return parent == null ? Map.of() : Map.of("traceparent", parent);
                        }

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
                    };
                }

                @Override
                public void failed(String cause, String message) {}

                @Override
                public void close() {}
            };
        }
    };
}
