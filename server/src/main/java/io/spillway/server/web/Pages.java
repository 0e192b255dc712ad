package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.waiting.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pages of the board: each reads what it shows at the moment that it is asked for. */
final class Pages {

    private static final int TASKS = 50;
    private static final int ENTRIES = 100;
    private static final int ENTRIES_FOR_CHANGES = 200;

    private final PageRenderer renderer;
    private final WebFeatures features;
    private final DrillPages drills;

    Pages(PageRenderer renderer, WebFeatures features) {
        this.renderer = renderer;
        this.features = features;
        this.drills = new DrillPages(this, features);
    }

    static List<Route> routes(PageRenderer renderer, WebFeatures features) {
        Pages pages = new Pages(renderer, features);
        List<Route> routes = new ArrayList<>(List.of(
                Route.page("/", Permission.VIEW, pages::board),
                Route.page("/tasks", Permission.VIEW, pages::tasks),
                Route.page("/tasks/{id}", Permission.VIEW, pages::task),
                Route.page("/alerts", Permission.VIEW, pages::alerts),
                Route.page("/degradation", Permission.VIEW, ctx -> pages.show(ctx, "degradation", pages.tiers(ctx))),
                Route.page("/plugins", Permission.VIEW, pages::plugins),
                Route.page("/nodes", Permission.VIEW, pages::nodes),
                Route.page("/audit", Permission.VIEW, pages::audit)));
        routes.addAll(new TypePage(pages, features).routes());
        routes.addAll(new PageActions(pages, features).routes());
        routes.addAll(new LetterPages(pages, features).routes());
        routes.addAll(pages.drills.routes());
        return routes;
    }

    /** Answers with the page of the view. */
    void show(Context ctx, String template, Record view) {
        List<Alert> alerts = features.alerting().alerts().get();
        Frame frame = Frame.of(format(ctx), degradation(), alerts)
                .watched(
                        Watchdog.among(alerts),
                        features.alerting().bounds().silence().get(),
                        format(ctx))
                .partial(ctx.queryParam("fragment") != null)
                .noticing(ctx.queryParam("notice"));
        renderer.render(ctx, template, Map.of("view", view, "frame", frame));
    }

    private void board(Context ctx) {
        Window window = Query.text(ctx, "window").flatMap(Window::ofLabel).orElse(Window.FIVE_MINUTES);
        List<SlaReport> reports = features.numbers().sla().all();
        List<NodeProblem> all = features.node().problems().get();
        Locale locale = Preferences.of(ctx).locale();
        List<String> problems = new ArrayList<>(ProblemTexts.of(all, NodeProblem.Severity.ERROR, locale));
        Map<String, TaskStore.Backlog> backlog =
                backlog(features.tasks().insight().submitted().apply(types()), problems);
        show(
                ctx,
                "board",
                BoardView.of(
                                new BoardFacts(
                                        reports,
                                        this::tierOf,
                                        features.numbers().loop().hops(),
                                        new BoardFacts.Executor(
                                                backlog,
                                                features.node().workers().get(),
                                                limits(problems),
                                                features.tasks()
                                                        .insight()
                                                        .strained()
                                                        .get(),
                                                SeenBreaker.all(features.node()
                                                        .site()
                                                        .nodes()
                                                        .get())),
                                        new BoardFacts.Control(
                                                degradation(),
                                                features.alerting().alerts().get(),
                                                this::asked,
                                                features.tasks().plugins().statuses(),
                                                changes(problems),
                                                problems,
                                                ProblemTexts.of(all, NodeProblem.Severity.WARNING, locale))),
                                window,
                                format(ctx))
                        .withProof(
                                problems.isEmpty() ? drills.proof(format(ctx)).orElse(null) : null, format(ctx)));
    }

    /* The board must be there when Redis is not: then above all. */
    private Map<String, TaskStore.Backlog> backlog(List<String> types, List<String> problems) {
        try {
            return features.tasks().store().backlog(types);
        } catch (QueueUnavailableException e) {
            if (problems.isEmpty()) {
                problems.add(String.valueOf(e.getMessage()));
            }
            return Map.of();
        }
    }

    private List<TypeLimits> limits(List<String> problems) {
        try {
            return problems.isEmpty() ? features.tasks().insight().limits().all() : List.of();
        } catch (QueueUnavailableException e) {
            problems.add(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private List<AuditEntry> changes(List<String> problems) {
        return problems.isEmpty() ? features.access().audit().recent(ENTRIES_FOR_CHANGES, null) : List.of();
    }

    private void tasks(Context ctx) {
        Optional<TaskState> state = Query.text(ctx, "state").flatMap(TaskState::ofLabel);
        TaskStore.Query query = new TaskStore.Query(
                Query.text(ctx, "type").orElse(null),
                state.orElse(null),
                Query.text(ctx, "cursor").orElse(null),
                TASKS);
        TasksView view = TasksView.of(query, page(query), types(), format(ctx));
        show(ctx, "tasks", view.withCurl(firstTask(origin(ctx))));
    }

    private TaskStore.Page page(TaskStore.Query query) {
        try {
            return features.tasks().store().list(query);
        } catch (IllegalArgumentException e) {
            if (query.cursor() == null) {
                throw e;
            }
            throw Problem.invalid("?cursor", "is not a cursor that an earlier page ended with")
                    .exception();
        }
    }

    private void task(Context ctx) {
        Task task = TaskId.parse(ctx.pathParam("id"))
                .flatMap(features.tasks().store()::find)
                .orElseThrow(TaskApi::unknown);
        Fate fate = features.deadLetters().replays().fate(task.id());
        List<Reason> reasons = features.tasks().insight().waiting().apply(task);
        show(ctx, "task", TaskView.of(task, fate, reasons, format(ctx)));
    }

    private void alerts(Context ctx) {
        show(
                ctx,
                "alerts",
                AlertsView.of(features.alerting().alerts().get(), this::asked, degradation(), format(ctx), origin(ctx))
                        .flagged(
                                features.alerting().alerts().get(),
                                features.alerting().bounds().lease(),
                                format(ctx)));
    }

    DegradationView tiers(Context ctx) {
        return DegradationView.of(
                        degradation(),
                        types(),
                        features.access().audit().recent(ENTRIES_FOR_CHANGES, null),
                        PolicyView.of(features.alerting().policy(), format(ctx)),
                        format(ctx))
                .with(features.alerting().degradation().engagements(), format(ctx));
    }

    private void plugins(Context ctx) {
        show(ctx, "plugins", PluginsView.of(features.tasks().plugins().statuses(), format(ctx), origin(ctx)));
    }

    private void nodes(Context ctx) {
        show(
                ctx,
                "nodes",
                NodesView.of(features.node(), features.numbers().loop().hops(), format(ctx)));
    }

    private void audit(Context ctx) {
        Long before = Query.number(ctx, "before", 1, Long.MAX_VALUE).orElse(null);
        show(
                ctx,
                "audit",
                AuditView.of(features.access().audit().recent(ENTRIES, before), before, ENTRIES, format(ctx)));
    }

    Format format(Context ctx) {
        return new Format(Preferences.of(ctx).locale(), features.node().clock().instant());
    }

    private Degradation degradation() {
        return features.alerting().degradation().current();
    }

    private Optional<AlertView.Asked> asked(Alert alert) {
        return features.alerting().drives().apply(alert).map(drive -> new AlertView.Asked(drive.tier(), drive.scope()));
    }

    Tier tierOf(String type) {
        return features.alerting().tier().apply(type);
    }

    List<String> types() {
        return Stream.concat(
                        features.numbers().sla().all().stream().map(SlaReport::type),
                        features.tasks().handlers().all().stream()
                                .map(handler -> handler.type().name()))
                .distinct()
                .sorted()
                .toList();
    }

    /* The address that the visitor used: it is the one that works for them. */
    static String origin(Context ctx) {
        String host = ctx.header("Host");
        return ctx.scheme() + "://" + (host == null ? "localhost" : host);
    }

    private static String firstTask(String origin) {
        return """
                curl -X POST %s/api/v1/tasks \\
                  -H "Authorization: Bearer $SPILLWAY_TOKEN" -H "Content-Type: application/json" \\
                  -d '{"type":"probe-noop","payload":{}}'""".formatted(origin);
    }
}
