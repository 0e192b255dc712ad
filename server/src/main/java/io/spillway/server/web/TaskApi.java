package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import io.spillway.server.waiting.Reason;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Submits, shows, cancels and retries tasks. */
final class TaskApi {

    private final WebFeatures.Tasks tasks;
    private final Replays replays;
    private final AuditLog audit;
    private final InstantSource clock;
    private final TaskRequests requests;
    private final BatchApi batch;

    TaskApi(WebFeatures.Tasks tasks, Replays replays, InstantSource clock, AuditLog audit) {
        this.tasks = tasks;
        this.replays = replays;
        this.audit = audit;
        this.clock = clock;
        this.requests = new TaskRequests(tasks.handlers());
        this.batch = new BatchApi(tasks.submitter(), requests, clock);
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/tasks", Permission.SUBMIT, this::submit),
                Route.bulk("/api/v1/tasks/batch", Permission.SUBMIT, batch::submit),
                Route.get("/api/v1/tasks", Permission.VIEW, this::list),
                Route.get("/api/v1/tasks/{id}", Permission.VIEW, this::find),
                Route.post(
                        "/api/v1/tasks/{id}/cancel",
                        Permission.OPERATE,
                        ctx -> move(
                                ctx,
                                "cancel",
                                TaskState.CANCELED,
                                task -> tasks.store().cancel(task.id()))),
                Route.post(
                        "/api/v1/tasks/{id}/retry",
                        Permission.OPERATE,
                        ctx -> move(ctx, "retry", TaskState.PENDING, replays::retry)),
                Route.get("/api/v1/task-types", Permission.VIEW, this::types));
    }

    private void submit(Context ctx) {
        switch (SubmitAnswers.of(
                tasks.submitter().submit(List.of(requests.single(ctx))).getFirst())) {
            case SubmitAnswers.Accepted accepted -> {
                ctx.status(accepted.status());
                ctx.header("Location", "/api/v1/tasks/" + accepted.task().id());
                ObjectNode json =
                        accepted.status() == 201 ? TaskJson.submitted(accepted.task()) : TaskJson.of(accepted.task());
                accepted.pause().ifPresent(pause -> json.set("waiting", WaitingJson.of(pause, clock.instant())));
                Json.answer(ctx, json);
            }
            case SubmitAnswers.Refused refused -> throw refused.problem().exception();
        }
    }

    private void find(Context ctx) {
        Task task = task(ctx);
        ObjectNode json = TaskJson.of(task, replays.fate(task.id()));
        List<Reason> reasons = tasks.insight().waiting().apply(task);
        if (!reasons.isEmpty()) {
            json.set("waiting", WaitingJson.of(reasons, new WaitingText(new Format(Locale.ENGLISH, clock.instant()))));
        }
        Json.answer(ctx, json);
    }

    private Task task(Context ctx) {
        return TaskId.parse(ctx.pathParam("id")).flatMap(tasks.store()::find).orElseThrow(TaskApi::unknown);
    }

    static Problem.ProblemException unknown() {
        return Problem.of(404, "There is no task with this id, or its retention has ended.")
                .exception();
    }

    private void list(Context ctx) {
        Optional<TaskState> state = Query.text(ctx, "state").map(TaskApi::state);
        TaskStore.Query query = new TaskStore.Query(
                Query.text(ctx, "type").orElse(null),
                state.orElse(null),
                Query.text(ctx, "cursor").orElse(null),
                Query.number(ctx, "limit", 1, 1000).orElse(50L).intValue());
        TaskStore.Page page = page(query);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("tasks");
        page.tasks().forEach(task -> list.add(TaskJson.of(task)));
        json.put("next", page.next());
        Json.answer(ctx, json);
    }

    private TaskStore.Page page(TaskStore.Query query) {
        try {
            return tasks.store().list(query);
        } catch (IllegalArgumentException e) {
            if (query.cursor() == null) {
                throw e;
            }
            throw Problem.invalid("?cursor", "is not a cursor that an earlier page ended with")
                    .exception();
        }
    }

    private static TaskState state(String label) {
        return TaskState.ofLabel(label)
                .orElseThrow(() -> Problem.invalid(
                                "?state",
                                "must be one of "
                                        + Arrays.stream(TaskState.values())
                                                .map(TaskState::label)
                                                .collect(Collectors.joining(", ")))
                        .exception());
    }

    /* The audit entry comes before the change: a change without its entry can't be. */
    private void move(Context ctx, String verb, TaskState to, Function<Task, TransitionResult> change) {
        Task task = task(ctx);
        refuseUnlessAllowed(task.state(), to, verb);
        audit.append(
                Guard.actor(ctx),
                "task." + verb,
                task.id().value(),
                task.state().label() + " → " + to.label(),
                reason(ctx));
        switch (change.apply(task)) {
            case TransitionResult.Moved moved -> Json.answer(ctx, TaskJson.of(moved.task()));
            case TransitionResult.Refused refused -> throw conflict(refused.actual(), verb);
            case TransitionResult.Replaced replaced -> throw replaced(replaced.by());
            case TransitionResult.Unknown gone -> throw unknown();
        }
    }

    static Problem.ProblemException replaced(@Nullable TaskId by) {
        Problem problem = Problem.of(
                409, "Another task has taken its place, with another payload" + (by == null ? "." : ": " + by + "."));
        return (by == null ? problem : problem.with("task", by.value())).exception();
    }

    private static String reason(Context ctx) {
        return Query.text(ctx, "reason").map(reason -> Texts.clip(reason, 500)).orElse("");
    }

    private static void refuseUnlessAllowed(TaskState from, TaskState to, String verb) {
        boolean byPerson = to == TaskState.CANCELED ? !from.isTerminal() : from.isTerminal();
        if (!byPerson || !from.canBecome(to)) {
            throw conflict(from, verb);
        }
    }

    private static Problem.ProblemException conflict(TaskState actual, String verb) {
        return Problem.of(409, "The task is " + actual.label() + ": " + verb + " is not possible.")
                .with("state", actual.label())
                .exception();
    }

    private void types(Context ctx) {
        List<RegisteredHandler> handlers = tasks.handlers().all();
        List<String> names =
                handlers.stream().map(handler -> handler.type().name()).toList();
        Map<String, TaskStore.Backlog> backlogs = tasks.store().backlog(names);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("types");
        handlers.forEach(handler ->
                list.add(TaskTypeJson.of(handler, backlogs.get(handler.type().name()))));
        Json.answer(ctx, json);
    }
}
