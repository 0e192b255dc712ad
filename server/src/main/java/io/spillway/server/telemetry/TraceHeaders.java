package io.spillway.server.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns contexts into W3C headers and back. */
final class TraceHeaders {

    private static final String TRACEPARENT = "traceparent";
    private static final TextMapGetter<String> ONE_HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String name) {
            return name.equals(TRACEPARENT) ? traceparent : null;
        }
    };

    private TraceHeaders() {}

    /** The context that a {@code traceparent} stands for: the root where it is absent or malformed. */
    static Context context(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONE_HEADER);
    }

    /** The context inside a span; the parent's own where tracing is off, so that the caller's trace goes on beyond here. */
    static Context within(Context parent, Span span) {
        return span.getSpanContext().isValid() ? parent.with(span) : parent;
    }

    static @Nullable String traceparent(Context context) {
        return of(context, W3CTraceContextPropagator.getInstance()).get(TRACEPARENT);
    }

    static Map<String, String> of(Context context, TextMapPropagator propagator) {
        Map<String, String> headers = new HashMap<>();
        propagator.inject(context, headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return Map.copyOf(headers);
    }
}
