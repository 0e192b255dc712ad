package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.task.Task;
import io.spillway.server.web.LetterView.Form;
import io.spillway.server.web.LettersView.Read;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The pages of dead letters, and what is done from the page of one. Each change is in the audit log before it happens. */
final class LetterPages {

    private static final int SHOWN = 50;
    private static final int LOOKED = 10_000;
    private static final int SAMPLE = 2_000;
    private static final int ENTRIES = 200;
    private static final int JOBS = 5;

    private final Pages pages;
    private final WebFeatures features;
    private final LetterActions actions;

    LetterPages(Pages pages, WebFeatures features) {
        this.pages = pages;
        this.features = features;
        this.actions = new LetterActions(features);
    }

    List<Route> routes() {
        BulkPages bulk = new BulkPages(pages, this, features);
        return List.of(
                Route.page(LettersView.PATH, Permission.VIEW, this::list),
                Route.page(LettersView.PATH + "/{id}", Permission.VIEW, this::one),
                Route.action(LettersView.PATH + "/{id}/retry", Permission.OPERATE, this::retry),
                Route.action(LettersView.PATH + "/{id}/replay", Permission.OPERATE, this::replay),
                Route.action(LettersView.PATH + "/{id}/discard", Permission.OPERATE, this::discard),
                Route.action(LettersView.PATH + "/many", Permission.OPERATE, bulk::start),
                bulk.change("pause", "halted"),
                bulk.change("resume", "resumed"),
                bulk.change("cancel", "stopped"));
    }

    private void list(Context ctx) {
        LetterFilter filter = LetterFilters.ofQuery(ctx, pages.format(ctx).now());
        Optional<LetterCursor> cursor = Query.text(ctx, "cursor").map(LetterApi::cursor);
        pages.show(ctx, "dead-letters", view(ctx, filter, cursor));
    }

    LettersView view(Context ctx, LetterFilter filter, Optional<LetterCursor> cursor) {
        Format format = pages.format(ctx);
        LetterSearch search = features.deadLetters().search();
        LetterSearch.Bounds bounds = new LetterSearch.Bounds(cursor.orElse(null), SHOWN, LOOKED);
        Read read = new Read(
                filter,
                cursor.orElse(null),
                search.find(filter, bounds),
                search.summary(filter, SAMPLE),
                features.deadLetters().bulk().recent(JOBS).stream()
                        .map(job -> BulkView.of(job, format))
                        .toList());
        return LettersView.of(read, pages.types(), filter.type() != null && isFeasible(filter.type()), format);
    }

    private boolean isFeasible(String type) {
        return features.tasks().handlers().find(type).isPresent();
    }

    private void one(Context ctx) {
        pages.show(ctx, "letter", view(ctx, actions.task(ctx)));
    }

    private LetterView view(Context ctx, Task task) {
        Fate fate = features.deadLetters().replays().fate(task.id());
        return LetterView.of(
                task,
                fate,
                isFeasible(task.type()),
                features.access().audit().recent(ENTRIES, null),
                pages.format(ctx));
    }

    private void retry(Context ctx) {
        Task task = actions.task(ctx);
        actions.retry(task, Guard.actor(ctx), "");
        PageActions.back(ctx, "/tasks/" + task.id(), "replayed");
    }

    private void replay(Context ctx) {
        Task task = actions.task(ctx);
        Form form = new Form(
                PageActions.field(ctx, "payload"), PageActions.field(ctx, "key"), PageActions.field(ctx, "reason"));
        if (form.key().length() > TaskRequests.MAX_KEY) {
            refuse(ctx, task, form, "key-long", Problem.of(400, ""));
            return;
        }
        if (form.reason().length() > LetterActions.MAX_REASON) {
            refuse(ctx, task, form, "reason", Problem.of(400, ""));
            return;
        }
        Task moved;
        try {
            String payload =
                    Json.object(form.payload().getBytes(StandardCharsets.UTF_8)).toString();
            String key = form.key().isEmpty() ? null : form.key();
            moved = actions.replay(task, payload, key, Guard.actor(ctx), form.reason());
        } catch (Problem.ProblemException e) {
            refuse(ctx, task, form, why(e.problem()), e.problem());
            return;
        }
        String notice = moved.id().equals(task.id()) ? "replayed" : "replaced";
        ctx.redirect("/tasks/" + moved.id() + "?notice=" + notice, HttpStatus.SEE_OTHER);
    }

    private void discard(Context ctx) {
        Task task = actions.task(ctx);
        String reason = PageActions.field(ctx, "reason");
        if (reason.isEmpty() || reason.length() > LetterActions.MAX_REASON) {
            ctx.status(400);
            pages.show(ctx, "letter", view(ctx, task).without("discard-reason"));
            return;
        }
        actions.discard(task, Guard.actor(ctx), reason);
        ctx.redirect(LettersView.PATH + "?notice=discarded", HttpStatus.SEE_OTHER);
    }

    private static String why(Problem problem) {
        return switch (problem.status()) {
            case 400 -> problem.kind().equals("malformed-json") ? "json" : "payload";
            case 422 -> "key";
            default -> problem.kind().equals("no-handler") ? "no-handler" : "state";
        };
    }

    private void refuse(Context ctx, Task task, Form form, String why, Problem problem) {
        ctx.status(problem.status());
        pages.show(ctx, "letter", view(ctx, task).refused(form, why, problem));
    }
}
