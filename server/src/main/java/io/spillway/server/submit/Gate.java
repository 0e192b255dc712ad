package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.NearestName;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import io.spillway.server.task.Submission;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskEvent.Submitted.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where each request is read by its type's handler, and let through or not by the tiers in force and by the pressure. */
final class Gate {

    private final SubmitPorts ports;

    Gate(SubmitPorts ports) {
        this.ports = ports;
    }

    /** A request at the gate. */
    sealed interface Passage {

        /** It goes no further. */
        record Answered(SubmitAnswer answer) implements Passage {}

        /**
         * It may go to the queue.
         *
         * @param after how long its caller is kept waiting before that
         * @param pause what it will wait for in the queue, if a tier pauses its type
         */
        record Ready(Submission submission, SubmitTracing.Span span, Duration after, Optional<Admission.Pause> pause)
                implements Passage {}
    }

    Passage pass(SubmitRequest request) {
        Optional<RegisteredHandler> handler = ports.handlers().find(request.type());
        if (handler.isEmpty()) {
            return new Passage.Answered(new SubmitAnswer.UnknownType(request.type(), nearest(request.type())));
        }
        return switch (handler.get().read(request.payload())) {
            case RegisteredHandler.Reading.Refused(List<RegisteredHandler.FieldError> errors) ->
                new Passage.Answered(new SubmitAnswer.BadPayload(errors));
            case RegisteredHandler.Reading.Accepted accepted -> admit(request, handler.get(), accepted);
        };
    }

    private Passage admit(SubmitRequest request, RegisteredHandler handler, RegisteredHandler.Reading.Accepted read) {
        String type = request.type();
        Criticality criticality = request.criticality() == null ? handler.type().criticality() : request.criticality();
        String given = request.idempotencyKey();
        @Nullable String key = given == null ? read.idempotencyKey().orElse(null) : given;
        Admission.Treatment treatment = ports.admission().treatment(type);
        if (ports.admission().admit(type, criticality, cohort(request, key, read))
                        instanceof Admission.Verdict.Shed(Tier tier, Scope scope, Duration retryAfter)
                && !(handler.hasFallback() && treatment.fallback())) {
            ports.events().on(new TaskEvent.Shed(type, criticality, tier));
            ports.events().on(new TaskEvent.Submitted(type, criticality, Result.SHED));
            return new Passage.Answered(new SubmitAnswer.Shed(tier, scope, retryAfter));
        }
        Task.Spec spec = new Task.Spec(
                type,
                read.canonical(),
                criticality,
                handler.type().retries().maxAttempts(),
                key,
                read.concurrencyKey().orElse(null),
                request.traceparent());
        return switch (ports.pressure().of(type, criticality)) {
            case Pressure.Verdict.Refuse(Duration retryAfter, String why) -> {
                ports.events().on(new TaskEvent.Submitted(type, criticality, Result.BUSY));
                yield new Passage.Answered(new SubmitAnswer.Busy(retryAfter, why));
            }
            case Pressure.Verdict.Slow(Duration by) -> ready(request, spec, treatment, by);
            case Pressure.Verdict.Pass _ -> ready(request, spec, treatment, Duration.ZERO);
        };
    }

    /* Who is in and who is out must not change from one task of a caller to his next, nor from one try to the next. Not by the
    concurrency key: it may be one article or one host that all want, and then all would be in, or nobody. */
    private static String cohort(SubmitRequest request, @Nullable String key, RegisteredHandler.Reading.Accepted read) {
        if (request.caller() != null) {
            return request.caller();
        }
        return key == null ? read.canonical() : key;
    }

    private Passage ready(SubmitRequest request, Task.Spec spec, Admission.Treatment treatment, Duration pressed) {
        Duration slow = treatment.slow(spec.criticality());
        Duration after = slow.compareTo(pressed) > 0 ? slow : pressed;
        SubmitTracing.Span span = ports.tracing().begin(spec.type(), spec.traceparent());
        Duration delay = request.delay() == null ? Duration.ZERO : request.delay();
        return new Passage.Ready(
                new Submission(spec.withTraceparent(span.traceparent()), request.timeout(), delay),
                span,
                after,
                treatment.pause(spec.criticality()));
    }

    private @Nullable String nearest(String type) {
        return NearestName.of(
                        type,
                        ports.handlers().all().stream()
                                .map(each -> each.type().name())
                                .toList())
                .orElse(null);
    }
}
