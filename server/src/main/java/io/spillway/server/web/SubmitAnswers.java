package io.spillway.server.web;

import io.spillway.server.degrade.Admission;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.task.Task;
import io.spillway.server.web.AlertWebhook.FieldProblem;
import java.util.List;
import java.util.Optional;

/** What HTTP says to each answer of the submitter. */
sealed interface SubmitAnswers {

    /** @param status 201 for a new task, 200 for the first caller's @param pause a tier that keeps it in the queue */
    record Accepted(int status, Task task, Optional<Admission.Pause> pause) implements SubmitAnswers {}

    record Refused(Problem problem) implements SubmitAnswers {}

    static SubmitAnswers of(SubmitAnswer answer) {
        return switch (answer) {
            case SubmitAnswer.Created created -> new Accepted(201, created.task(), created.pause());
            case SubmitAnswer.Existing existing -> new Accepted(200, existing.task(), Optional.empty());
            case SubmitAnswer.KeyReused reused ->
                new Refused(Problem.of(
                                422,
                                "The idempotency key belongs to task " + reused.first()
                                        + ", which has another payload.")
                        .with("task", reused.first().value()));
            case SubmitAnswer.UnknownType unknown -> new Refused(unknown(unknown));
            case SubmitAnswer.BadPayload bad ->
                new Refused(Problem.invalid(bad.errors().stream()
                        .map(error -> new FieldProblem("/payload" + error.pointer(), error.detail()))
                        .toList()));
            case SubmitAnswer.Shed shed ->
                new Refused(Problem.of(
                                503,
                                "Tier " + shed.tier() + " is in force for " + shed.scope()
                                        + ": tasks of this criticality are not taken.")
                        .ofKind("shed")
                        .with("tier", shed.tier().name())
                        .with("scope", shed.scope().toString())
                        .retryAfter(shed.retryAfter()));
            case SubmitAnswer.Busy busy ->
                new Refused(Problem.of(429, busy.why()).ofKind("busy").retryAfter(busy.retryAfter()));
            case SubmitAnswer.Unavailable unavailable ->
                new Refused(Problem.of(503, unavailable.why()).retryAfter(unavailable.retryAfter()));
        };
    }

    private static Problem unknown(SubmitAnswer.UnknownType unknown) {
        String nearest = unknown.nearest();
        String hint = nearest == null ? "" : "; did you mean " + nearest + "?";
        return Problem.of(404, "There is no task type '" + unknown.type() + "'" + (hint.isEmpty() ? "." : hint))
                .ofKind("unknown-type")
                .withErrors(List.of(new FieldProblem("/type", "is not a known task type" + hint)));
    }
}
