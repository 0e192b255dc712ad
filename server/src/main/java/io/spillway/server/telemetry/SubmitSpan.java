package io.spillway.server.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.spillway.server.submit.SubmitTracing;
import org.jspecify.annotations.Nullable;

/** The span of a submission. */
final class SubmitSpan implements SubmitTracing.Span {

    private final Span span;
    private final @Nullable String traceparent;

    SubmitSpan(Span span, Context parent) {
        this.span = span;
        this.traceparent = TraceHeaders.traceparent(TraceHeaders.within(parent, span));
    }

    @Override
    public @Nullable String traceparent() {
        return traceparent;
    }

    @Override
    public void accepted(String taskId) {
        span.setAttribute(TraceAttributes.MESSAGE_ID, taskId);
    }

    @Override
    public void refused(String why) {
        span.setAttribute(TraceAttributes.ERROR_TYPE, why.matches("[A-Za-z][A-Za-z0-9_.-]{0,63}") ? why : "refused");
        span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
        span.end();
    }
}
