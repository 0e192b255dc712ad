package io.spillway.server.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.server.engine.Tracing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span of one attempt, and those of the calls that its handler makes. */
final class AttemptSpan implements Tracing.Attempt {

    private final OpenTelemetry telemetry;
    private final Span span;
    private final Context context;
    private final boolean sampled;

    AttemptSpan(OpenTelemetry telemetry, Span span, Context parent) {
        this.telemetry = telemetry;
        this.span = span;
        this.context = TraceHeaders.within(parent, span);
        this.sampled = span.isRecording() && span.getSpanContext().isSampled();
    }

    @Override
    public @Nullable String traceId() {
        return sampled ? span.getSpanContext().getTraceId() : null;
    }

    @Override
    public @Nullable String spanId() {
        return sampled ? span.getSpanContext().getSpanId() : null;
    }

    @Override
    public OutgoingCall call(String name) {
        Span call = telemetry
                .getTracer(Traces.SCOPE)
                .spanBuilder(name)
                .setParent(context)
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
        return new CallSpan(
                call,
                TraceHeaders.of(
                        TraceHeaders.within(context, call),
                        telemetry.getPropagators().getTextMapPropagator()));
    }

    @Override
    public void failed(String cause, String message) {
        span.setAttribute(TraceAttributes.ERROR_TYPE, cause);
        span.setStatus(StatusCode.ERROR, message);
    }

    @Override
    public void close() {
        span.end();
    }

    /** The span of one outgoing call. Ending it twice is the same as once. */
    private record CallSpan(Span span, Map<String, String> headers) implements OutgoingCall {

        @Override
        public OutgoingCall attribute(String name, String value) {
            TraceAttributes.set(span, name, value);
            return this;
        }

        @Override
        public OutgoingCall failed(String message) {
            span.setStatus(StatusCode.ERROR, message);
            return this;
        }

        @Override
        public void close() {
            span.end();
        }
    }
}
