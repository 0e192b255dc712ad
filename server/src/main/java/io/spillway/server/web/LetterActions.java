package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.deadletter.Edit;
import io.spillway.server.deadletter.ReplaceResult;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import io.spillway.server.web.AlertWebhook.FieldProblem;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What callers and pages do with one dead letter. Each change is in the audit log before it happens. */
final class LetterActions {

    static final int MAX_REASON = 500;

    private final WebFeatures features;
    private final Replays replays;
    private final AuditLog audit;

    LetterActions(WebFeatures features) {
        this.features = features;
        this.replays = features.deadLetters().replays();
        this.audit = features.access().audit();
    }

    /** The body, or an empty object where there is none. */
    static ObjectNode optionalBody(Context ctx) {
        byte[] body = Json.bytes(ctx);
        if (body.length == 0) {
            return Json.object();
        }
        Json.requireJson(ctx);
        return Json.object(body);
    }

    Task task(Context ctx) {
        return TaskId.parse(ctx.pathParam("id"))
                .flatMap(features.tasks().store()::find)
                .orElseThrow(TaskApi::unknown);
    }

    /** The same task once more. @throws Problem.ProblemException 409 where its state does not allow it */
    Task retry(Task task, String actor, @Nullable String reason) {
        requireEnded(task);
        String change = task.state().label() + " → " + TaskState.PENDING.label();
        audit.append(actor, "dead-letter.replay", task.id().value(), change, orEmpty(reason));
        return moved(replays.retry(task), "replay");
    }

    /**
     * A new task with another payload in the place of the old one; the same one again where the payload is the same.
     *
     * @throws Problem.ProblemException 400 with pointers into the payload, 409, or 422 where the key belongs to another task
     */
    Task replay(Task task, String payload, @Nullable String key, String actor, @Nullable String reason) {
        requireEnded(task);
        return switch (replays.edit(task, payload, key)) {
            case Edit.Unchanged _ -> retry(task, actor, reason);
            case Edit.NoHandler _ -> throw noHandler(task.type());
            case Edit.BadPayload bad ->
                throw Problem.invalid(bad.errors().stream()
                                .map(each -> new FieldProblem("/payload" + each.pointer(), each.detail()))
                                .toList())
                        .exception();
            case Edit.Changed(Task.Spec next) -> {
                String change = task.state().label() + " → replaced; other: "
                        + String.join(", ", changed(task.spec().payload(), next.payload()));
                audit.append(actor, "dead-letter.replace", task.id().value(), change, orEmpty(reason));
                yield replaced(task, replays.replace(task.id(), next), actor);
            }
        };
    }

    private Task replaced(Task old, ReplaceResult result, String actor) {
        Problem problem = switch (result) {
            case ReplaceResult.Replaced(Task task) -> {
                audit.append(actor, "dead-letter.replaced", old.id().value(), "by " + task.id(), "");
                yield null;
            }
            case ReplaceResult.KeyTaken(String key, TaskId owner) ->
                Problem.of(
                                422,
                                "The new payload's idempotency key " + Texts.clip(key, 100) + " belongs to task "
                                        + owner + ". Nothing was changed.")
                        .with("task", owner.value());
            case ReplaceResult.Before(TaskId by) -> TaskApi.replaced(by).problem();
            case ReplaceResult.Refused(TaskState actual) -> notEnded(actual);
            case ReplaceResult.Unknown _ -> TaskApi.unknown().problem();
        };
        if (problem != null) {
            audit.append(actor, "dead-letter.refused", old.id().value(), "unchanged", problem.detail());
            throw problem.exception();
        }
        return ((ReplaceResult.Replaced) result).task();
    }

    /** Takes a letter off the list. @throws Problem.ProblemException 409 where it is none, or not any more */
    Task discard(Task task, String actor, String reason) {
        if (task.state() != TaskState.FAILED) {
            throw noLetter(task.state()).exception();
        }
        audit.append(actor, "dead-letter.discard", task.id().value(), "failed → discarded", reason);
        return moved(replays.discard(task.id()), "discard");
    }

    private static Task moved(TransitionResult result, String verb) {
        return switch (result) {
            case TransitionResult.Moved(Task task) -> task;
            case TransitionResult.Replaced(TaskId by) -> throw TaskApi.replaced(by);
            case TransitionResult.Refused(TaskState actual) ->
                throw (verb.equals("discard") ? noLetter(actual) : notEnded(actual)).exception();
            case TransitionResult.Unknown _ -> throw TaskApi.unknown();
        };
    }

    private static void requireEnded(Task task) {
        if (task.state() != TaskState.FAILED && task.state() != TaskState.CANCELED) {
            throw notEnded(task.state()).exception();
        }
    }

    private static Problem notEnded(TaskState actual) {
        return Problem.of(
                        409,
                        "The task is " + actual.label() + ": only one that failed or was canceled can be replayed.")
                .with("state", actual.label());
    }

    private static Problem noLetter(TaskState actual) {
        return Problem.of(
                        409,
                        actual == TaskState.FAILED
                                ? "The task was discarded already."
                                : "The task is " + actual.label() + ": it is no dead letter.")
                .with("state", actual.label());
    }

    static Problem.ProblemException noHandler(String type) {
        return Problem.of(409, "No plugin here runs tasks of type " + Texts.clip(type, 64) + ": they would only wait.")
                .ofKind("no-handler")
                .exception();
    }

    /* Names only: what stands in a payload may be nobody's business. */
    private static Set<String> changed(String before, String after) {
        Set<String> names = new TreeSet<>();
        JsonNode one = Json.stored(before);
        JsonNode other = Json.stored(after);
        for (JsonNode each : new JsonNode[] {one, other}) {
            each.fieldNames().forEachRemaining(name -> {
                if (!one.path(name).equals(other.path(name))) {
                    names.add(Texts.clip(name, 64));
                }
            });
        }
        return names.isEmpty() ? Set.of("the idempotency key") : names;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
