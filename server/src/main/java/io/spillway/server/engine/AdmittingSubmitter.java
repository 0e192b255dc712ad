package io.spillway.server.engine;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.NearestName;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskEvent.Submitted.Result;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks each request by its type's handler and by the tiers in force, and hands those that pass to the queue together. */
public final class AdmittingSubmitter implements Submitter {

    private static final Logger LOG = LoggerFactory.getLogger(AdmittingSubmitter.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WHEN_THERE_IS_ROOM = Duration.ofSeconds(10);

    private final EnginePorts ports;
    private final Consumer<String> bell;
    private final SubmissionGate gate;
    private final GroupCommit queue;

    /** @param bell hears of each type that got a task */
    public AdmittingSubmitter(EnginePorts ports, Consumer<String> bell) {
        this(ports, bell, SubmissionGate.OPEN);
    }

    /** @param gate may refuse what everything else lets through */
    public AdmittingSubmitter(EnginePorts ports, Consumer<String> bell, SubmissionGate gate) {
        this.ports = ports;
        this.bell = bell;
        this.gate = gate;
        this.queue = new GroupCommit(ports.queue());
    }

    /** A request on its way: answered already, or ready for the queue. */
    private sealed interface Step {
        record Answered(SubmitAnswer answer) implements Step {}

        record Ready(Submission submission, Tracing.Submit span) implements Step {}
    }

    @Override
    public List<SubmitAnswer> submit(List<SubmitRequest> requests) {
        List<Step> steps = requests.stream().map(this::prepare).toList();
        List<Step.Ready> ready = steps.stream()
                .filter(Step.Ready.class::isInstance)
                .map(Step.Ready.class::cast)
                .toList();
        List<SubmitAnswer> queued = ready.isEmpty() ? List.of() : enqueue(ready);

        List<SubmitAnswer> answers = new ArrayList<>(requests.size());
        int next = 0;
        for (Step step : steps) {
            answers.add(
                    switch (step) {
                        case Step.Answered(SubmitAnswer answer) -> answer;
                        case Step.Ready _ -> queued.get(next++);
                    });
        }
        return answers;
    }

    private Step prepare(SubmitRequest request) {
        Optional<RegisteredHandler> handler = ports.handlers().find(request.type());
        if (handler.isEmpty()) {
            return new Step.Answered(new SubmitAnswer.UnknownType(request.type(), nearest(request.type())));
        }
        return switch (handler.get().read(request.payload())) {
            case RegisteredHandler.Reading.Refused(List<RegisteredHandler.FieldError> errors) ->
                new Step.Answered(new SubmitAnswer.BadPayload(errors));
            case RegisteredHandler.Reading.Accepted(String canonical, Optional<String> derived) ->
                admit(request, handler.get(), canonical, derived);
        };
    }

    private Step admit(SubmitRequest request, RegisteredHandler handler, String payload, Optional<String> derived) {
        String type = request.type();
        Criticality criticality = request.criticality() == null ? handler.type().criticality() : request.criticality();
        @Nullable String key = request.idempotencyKey() == null ? derived.orElse(null) : request.idempotencyKey();
        return switch (ports.admission().admit(type, criticality, key == null ? payload : key)) {
            case Admission.Verdict.Shed(Tier tier, Scope scope, Duration retryAfter)
            when !handler.hasFallback() -> {
                ports.events().on(new TaskEvent.Shed(type, criticality, tier));
                submitted(type, criticality, Result.SHED);
                yield new Step.Answered(new SubmitAnswer.Shed(tier, scope, retryAfter));
            }
            case Admission.Verdict.Shed _, Admission.Verdict.Admitted _ -> {
                Tracing.Submit span = ports.tracing().submit(type, request.traceparent());
                Task.Spec spec = new Task.Spec(
                        type, payload, criticality, handler.type().maxAttempts(), key, span.traceparent());
                Duration delay = request.delay() == null ? Duration.ZERO : request.delay();
                yield new Step.Ready(new Submission(spec, request.timeout(), delay), span);
            }
        };
    }

    private List<SubmitAnswer> enqueue(List<Step.Ready> ready) {
        try {
            Optional<String> refusal = gate.refusal();
            if (refusal.isPresent()) {
                return unavailable(ready, new SubmitAnswer.Unavailable(WHEN_THERE_IS_ROOM, refusal.get()));
            }
            List<SubmitResult> results =
                    queue.submit(ready.stream().map(Step.Ready::submission).toList());
            List<SubmitAnswer> answers = new ArrayList<>(ready.size());
            for (int i = 0; i < ready.size(); i++) {
                answers.add(answer(ready.get(i), results.get(i)));
            }
            ready.stream()
                    .map(each -> each.submission().spec().type())
                    .distinct()
                    .forEach(bell);
            return answers;
        } catch (QueueUnavailableException e) {
            LOG.warn("{} submissions were refused: {}", ready.size(), e.getMessage());
            return unavailable(ready, new SubmitAnswer.Unavailable(SOON));
        } finally {
            ready.forEach(each -> each.span().close());
        }
    }

    private List<SubmitAnswer> unavailable(List<Step.Ready> ready, SubmitAnswer.Unavailable answer) {
        ready.forEach(each -> {
            each.span().refused("the queue is unavailable");
            submitted(each.submission().spec().type(), each.submission().spec().criticality(), Result.UNAVAILABLE);
        });
        return Collections.nCopies(ready.size(), answer);
    }

    private SubmitAnswer answer(Step.Ready ready, SubmitResult result) {
        Task.Spec spec = ready.submission().spec();
        return switch (result) {
            case SubmitResult.Accepted(Task task) -> {
                ready.span().accepted(task.id().value());
                submitted(spec.type(), spec.criticality(), Result.ACCEPTED);
                yield new SubmitAnswer.Created(task);
            }
            case SubmitResult.Known(Task task) -> {
                ready.span().refused("the idempotency key is known");
                submitted(spec.type(), spec.criticality(), Result.KNOWN);
                yield new SubmitAnswer.Existing(task);
            }
            case SubmitResult.Unavailable(String why) -> {
                ready.span().refused(why);
                submitted(spec.type(), spec.criticality(), Result.UNAVAILABLE);
                yield new SubmitAnswer.Unavailable(SOON);
            }
            case SubmitResult.KeyReused(TaskId first) -> {
                ready.span().refused("the idempotency key is known with another payload");
                submitted(spec.type(), spec.criticality(), Result.KEY_REUSED);
                yield new SubmitAnswer.KeyReused(first);
            }
        };
    }

    private void submitted(String type, Criticality criticality, Result result) {
        ports.events().on(new TaskEvent.Submitted(type, criticality, result));
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
