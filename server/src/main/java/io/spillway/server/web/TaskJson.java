package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import org.jspecify.annotations.Nullable;

/** A task as the API shows it. What is not there yet is left out. */
final class TaskJson {

    private TaskJson() {}

    static ObjectNode of(Task task) {
        return of(task, Json.stored(task.spec().payload()));
    }

    /** A task that has just been submitted: its payload is the text that was written a moment ago, so it is not read again. */
    static ObjectNode submitted(Task task) {
        return of(task, Json.written(task.spec().payload()));
    }

    private static ObjectNode of(Task task, JsonNode payload) {
        ObjectNode json = Json.object();
        json.put("id", task.id().value());
        json.put("type", task.type());
        json.put("state", task.state().label());
        json.put("attempt", task.attempt());
        json.put("maxAttempts", task.spec().maxAttempts());
        json.put("fence", task.fence());
        json.put("criticality", task.spec().criticality().name());
        Json.put(json, "createdAt", task.createdAt());
        Json.put(json, "dueAt", task.dueAt());
        Json.put(json, "startedAt", task.startedAt());
        Json.put(json, "finishedAt", task.finishedAt());
        Json.put(json, "deadline", task.deadline());
        Json.put(json, "idempotencyKey", task.spec().idempotencyKey());
        json.set("payload", payload);
        String result = task.result();
        if (result != null) {
            json.set("result", Json.stored(result));
        }
        Task.Failure failure = task.failure();
        if (failure != null) {
            json.putObject("error").put("cause", failure.cause().label()).put("message", failure.message());
        }
        Json.put(json, "traceId", traceId(task.spec().traceparent()));
        Json.put(json, "node", task.node());
        if (task.tier() != null) {
            json.put("tier", task.tier().name());
        }
        return json;
    }

    /** A task, and what became of it beside its state. */
    static ObjectNode of(Task task, Fate fate) {
        ObjectNode json = of(task);
        put(json, "replacedBy", fate.replacedBy());
        put(json, "replaces", fate.replaces());
        if (fate.discarded()) {
            json.put("discarded", true);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable TaskId id) {
        if (id != null) {
            json.put(name, id.value());
        }
    }

    /* W3C: version, trace id, parent id, flags. */
    private static @Nullable String traceId(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        String[] parts = traceparent.split("-", -1);
        return parts.length < 4 ? null : parts[1];
    }
}
