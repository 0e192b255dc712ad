package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkStore.Change;
import io.spillway.server.deadletter.BulkStore.Changed;
import io.spillway.server.deadletter.BulkStore.Start;
import java.util.Locale;

/** What callers and pages do with bulk jobs. Each change is in the audit log before it happens. */
final class BulkActions {

    private final BulkDesk desk;
    private final AuditLog audit;

    BulkActions(WebFeatures features) {
        this.desk = features.deadLetters().bulk();
        this.audit = features.access().audit();
    }

    /** @throws Problem.ProblemException 409 where a job of the type is under way, or nothing would run what is replayed */
    BulkJob start(BulkOrder order) {
        if (!desk.isFeasible(order)) {
            throw LetterActions.noHandler(order.type());
        }
        String change = LetterFilters.words(order.filter()) + " at " + rate(order.perSecond()) + "/s"
                + (order.limit() == null ? "" : ", " + order.limit() + " at the most");
        audit.append(order.by(), "dead-letters." + order.action().label(), order.type(), change, order.reason());
        return switch (desk.start(order)) {
            case Start.Started(BulkJob job) -> job;
            case Start.Busy(BulkId other) -> {
                Problem problem = Problem.of(
                                409, "Job " + other + " is under way for this type: wait for it, or cancel it.")
                        .with("replay", other.value());
                audit.append(order.by(), "dead-letters.refused", order.type(), "unchanged", problem.detail());
                throw problem.exception();
            }
        };
    }

    BulkJob find(Context ctx) {
        return BulkId.parse(ctx.pathParam("id")).flatMap(desk::find).orElseThrow(BulkActions::unknown);
    }

    /** @throws Problem.ProblemException 409 where the job's state does not allow it */
    BulkJob change(Context ctx, Change change) {
        BulkJob job = find(ctx);
        String verb = change.name().toLowerCase(Locale.ROOT);
        if (!allows(job.state(), change)) {
            throw conflict(job.state(), verb);
        }
        audit.append(
                Guard.actor(ctx),
                "dead-letters." + verb,
                job.id().value(),
                job.state().label() + " → " + verb,
                Query.text(ctx, "reason")
                        .map(text -> Texts.clip(text, LetterActions.MAX_REASON))
                        .orElse(""));
        return switch (desk.change(job.id(), change)) {
            case Changed.Done(BulkJob after) -> after;
            case Changed.Refused(BulkJob.State actual) -> throw conflict(actual, verb);
            case Changed.Unknown _ -> throw unknown();
        };
    }

    private static boolean allows(BulkJob.State state, Change change) {
        return switch (change) {
            case PAUSE -> state == BulkJob.State.RUNNING;
            case RESUME -> state == BulkJob.State.PAUSED;
            case CANCEL -> state.isUnderWay();
        };
    }

    private static Problem.ProblemException conflict(BulkJob.State actual, String verb) {
        return Problem.of(409, "The job is " + actual.label() + ": " + verb + " is not possible.")
                .with("state", actual.label())
                .exception();
    }

    private static Problem.ProblemException unknown() {
        return Problem.of(404, "There is no job with this id, or it is over for longer than a week.")
                .exception();
    }

    /** Without digits that say nothing. */
    static String rate(double perSecond) {
        return perSecond == Math.rint(perSecond) ? Long.toString((long) perSecond) : Double.toString(perSecond);
    }
}
