package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import io.spillway.server.web.DegradationControl.ManualSwitch;
import io.spillway.server.web.DegradationControl.Result;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What the forms of the pages do. Each change is in the audit log before it happens, and ends on a page that says so. */
final class PageActions {

    private static final int MAX_REASON = 200;
    private static final Duration MAX_TTL = Duration.ofHours(24);

    private final Pages pages;
    private final WebFeatures features;
    private final AuditLog audit;

    PageActions(Pages pages, WebFeatures features) {
        this.pages = pages;
        this.features = features;
        this.audit = features.access().audit();
    }

    List<Route> routes() {
        var store = features.tasks().store();
        Replays replays = features.deadLetters().replays();
        PluginControl plugins = features.tasks().plugins();
        return List.of(
                Route.action(
                        "/tasks/{id}/cancel",
                        Permission.OPERATE,
                        ctx -> move(
                                ctx,
                                new Move("cancel", TaskState.CANCELED, "canceled", task -> store.cancel(task.id())))),
                Route.action(
                        "/tasks/{id}/retry",
                        Permission.OPERATE,
                        ctx -> move(ctx, new Move("retry", TaskState.PENDING, "retried", replays::retry))),
                Route.action("/degradation", Permission.OPERATE, this::engage),
                Route.action("/degradation/release", Permission.OPERATE, this::release),
                Route.action(
                        "/plugins/{id}/enable",
                        Permission.ADMINISTER,
                        ctx -> change(ctx, "enable", "enabled", plugins::enable)),
                Route.action(
                        "/plugins/{id}/disable",
                        Permission.ADMINISTER,
                        ctx -> change(ctx, "disable", "disabled", plugins::disable)),
                Route.action(
                        "/plugins/{id}/reload",
                        Permission.ADMINISTER,
                        ctx -> change(ctx, "reload", "reloaded", plugins::reload)));
    }

    private record Move(String verb, TaskState to, String notice, Function<Task, TransitionResult> change) {}

    private void move(Context ctx, Move move) {
        Task task = TaskId.parse(ctx.pathParam("id"))
                .flatMap(features.tasks().store()::find)
                .orElseThrow(PageActions::unknownTask);
        boolean byPerson = (move.to() == TaskState.CANCELED) != task.state().isTerminal();
        if (!byPerson || !task.state().canBecome(move.to())) {
            throw conflict(task.state(), move);
        }
        audit.append(
                Guard.actor(ctx),
                "task." + move.verb(),
                task.id().value(),
                task.state().label() + " → " + move.to().label(),
                "");
        switch (move.change().apply(task)) {
            case TransitionResult.Moved moved ->
                back(ctx, "/tasks/" + moved.task().id(), move.notice());
            case TransitionResult.Refused refused -> throw conflict(refused.actual(), move);
            case TransitionResult.Replaced replaced -> throw TaskApi.replaced(replaced.by());
            case TransitionResult.Unknown unknown -> throw unknownTask();
        }
    }

    private static Problem.ProblemException conflict(TaskState actual, Move move) {
        return Problem.of(409, "The task is " + actual.label() + ": " + move.verb() + " is not possible.")
                .exception();
    }

    private static Problem.ProblemException unknownTask() {
        return Problem.of(404, "There is no task with this id, or its retention has ended.")
                .exception();
    }

    private void engage(Context ctx) {
        DegradationView.Form form = new DegradationView.Form(
                field(ctx, "scope"), field(ctx, "tier"), field(ctx, "reason"), field(ctx, "ttl"));
        Optional<Scope> scope = Scope.parse(form.scope());
        Optional<Tier> tier = tier(form.tier());
        Optional<Duration> ttl = ttl(form.ttl());
        if (scope.isEmpty()) {
            refuse(ctx, form, "scope", HttpStatus.BAD_REQUEST);
        } else if (tier.isEmpty()) {
            refuse(ctx, form, "tier", HttpStatus.BAD_REQUEST);
        } else if (form.reason().isEmpty() || form.reason().length() > MAX_REASON) {
            refuse(ctx, form, "reason", HttpStatus.BAD_REQUEST);
        } else if (ttl.isEmpty()) {
            refuse(ctx, form, "ttl", HttpStatus.BAD_REQUEST);
        } else if (!field(ctx, "confirm").equals("yes")) {
            refuse(ctx, form, "confirm", HttpStatus.BAD_REQUEST);
        } else {
            engage(ctx, form, new ManualSwitch(scope.get(), tier.get(), form.reason(), ttl.get(), Guard.actor(ctx)));
        }
    }

    private void engage(Context ctx, DegradationView.Form form, ManualSwitch change) {
        audit.append(
                change.by(),
                "degradation.engage",
                form.scope(),
                now(change.scope()) + " → " + change.tier() + " for " + change.ttl(),
                change.reason());
        switch (features.alerting().degradation().engage(change)) {
            case Result.Changed changed -> ctx.redirect("/degradation?notice=engaged", HttpStatus.SEE_OTHER);
            case Result.Refused refused -> {
                audit.append(change.by(), "degradation.refused", form.scope(), "unchanged", refused.why());
                refuse(ctx, form, "refused", HttpStatus.CONFLICT);
            }
            case Result.Unavailable unavailable -> refuse(ctx, form, "unavailable", HttpStatus.SERVICE_UNAVAILABLE);
        }
    }

    private void refuse(Context ctx, DegradationView.Form form, String problem, HttpStatus status) {
        ctx.status(status);
        pages.show(ctx, "degradation", pages.tiers(ctx).refused(form, problem));
    }

    private void release(Context ctx) {
        Scope scope = Scope.parse(field(ctx, "scope"))
                .orElseThrow(() -> Problem.of(404, "There is no such scope.").exception());
        String actor = Guard.actor(ctx);
        String reason = "released by hand";
        audit.append(actor, "degradation.release", scope.toString(), now(scope) + " → released", reason);
        switch (features.alerting().degradation().release(scope, actor, reason)) {
            case Result.Changed changed -> ctx.redirect("/degradation?notice=released", HttpStatus.SEE_OTHER);
            case Result.Refused refused -> {
                audit.append(actor, "degradation.refused", scope.toString(), "unchanged", refused.why());
                throw Problem.of(409, refused.why()).exception();
            }
            case Result.Unavailable unavailable ->
                throw Problem.of(503, "The storage does not answer: nothing changed. Try again.")
                        .exception();
        }
    }

    private String now(Scope scope) {
        return features.alerting().degradation().current().scopes().stream()
                .filter(status -> status.scope().equals(scope))
                .findFirst()
                .map(status -> status.tier() + " (" + status.state() + ")")
                .orElse("NONE (NORMAL)");
    }

    private void change(Context ctx, String verb, String notice, Function<String, PluginControl.Result> change) {
        String id = ctx.pathParam("id");
        PluginStatus before = features.tasks().plugins().statuses().stream()
                .filter(status -> status.id().equals(id))
                .findFirst()
                .orElseThrow(PageActions::unknownPlugin);
        audit.append(
                Guard.actor(ctx),
                "plugin." + verb,
                id,
                before.state().name().toLowerCase(Locale.ROOT) + " → " + verb,
                "");
        switch (change.apply(id)) {
            case PluginControl.Result.Done done -> ctx.redirect("/plugins?notice=" + notice, HttpStatus.SEE_OTHER);
            case PluginControl.Result.Unknown unknown -> throw unknownPlugin();
            case PluginControl.Result.Refused refused ->
                throw Problem.of(409, refused.why()).exception();
        }
    }

    private static Problem.ProblemException unknownPlugin() {
        return Problem.of(404, "There is no plugin with this id.").exception();
    }

    static String field(Context ctx, String name) {
        String value = ctx.formParam(name);
        return value == null ? "" : value.strip();
    }

    private static Optional<Tier> tier(String name) {
        return Arrays.stream(Tier.values())
                .filter(tier -> tier != Tier.NONE && tier.name().equals(name))
                .findFirst();
    }

    private static Optional<Duration> ttl(String text) {
        try {
            return Optional.of(Duration.parse(text)).filter(ttl -> ttl.isPositive() && ttl.compareTo(MAX_TTL) <= 0);
        } catch (DateTimeParseException notADuration) {
            return Optional.empty();
        }
    }

    /* To the page that the button stood on: who retries ten dead letters stays with them. */
    static void back(Context ctx, String otherwise, String notice) {
        String path = comingFrom(ctx).orElse(otherwise);
        ctx.redirect(path + (path.contains("?") ? "&" : "?") + "notice=" + notice, HttpStatus.SEE_OTHER);
    }

    /** The path and query of the page that the request came from, if it is one of ours with tasks on it. */
    private static Optional<String> comingFrom(Context ctx) {
        String referer = ctx.header("Referer");
        String host = ctx.header("Host");
        if (referer == null || host == null) {
            return Optional.empty();
        }
        try {
            URI from = new URI(referer);
            String path = from.getRawPath();
            boolean list = "/tasks".equals(path) || "/dead-letters".equals(path);
            if (!list || !host.equalsIgnoreCase(from.getRawAuthority())) {
                return Optional.empty();
            }
            String query = from.getRawQuery();
            return Optional.of(query == null ? path : path + "?" + query);
        } catch (URISyntaxException notOurs) {
            return Optional.empty();
        }
    }
}
