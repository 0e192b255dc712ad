package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Retries;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.TaskStore;
import org.jspecify.annotations.Nullable;

/** A task type as the API shows it. Limits that there are not, and what is left to the operator, are left out. */
final class TaskTypeJson {

    private TaskTypeJson() {}

    static ObjectNode of(RegisteredHandler handler, TaskStore.@Nullable Backlog backlog) {
        TaskType<?> type = handler.type();
        ObjectNode json = Json.object()
                .put("type", type.name())
                .put("plugin", handler.pluginId())
                .put("pluginVersion", handler.pluginVersion())
                .put("criticality", type.criticality().name())
                .put("timeout", type.timeout().toString())
                .put("cpuBound", type.cpuBound());
        json.set("retries", retries(type.retries()));
        json.set("limits", limits(type.limits()));
        ArrayNode fields = json.putArray("payload");
        for (var component : type.payload().getRecordComponents()) {
            fields.addObject()
                    .put("name", component.getName())
                    .put("type", component.getType().getSimpleName());
        }
        if (backlog != null) {
            json.set("backlog", backlog(backlog));
        }
        return json;
    }

    private static ObjectNode retries(Retries retries) {
        ObjectNode json = Json.object().put("maxAttempts", retries.maxAttempts());
        retries.totalTime().ifPresent(time -> json.put("totalTime", time.toString()));
        if (!retries.pauses().isEmpty()) {
            ObjectNode pauses = json.putObject("pauses");
            retries.pauses().forEach((cause, list) -> {
                ArrayNode each = pauses.putArray(cause.label());
                list.forEach(pause -> each.addObject()
                        .put("length", pause.length().toString())
                        .put("jitter", pause.jitter().toString()));
            });
        }
        return json;
    }

    private static ObjectNode limits(Limits limits) {
        ObjectNode json = Json.object();
        putUnlessNone(json, "perNode", limits.perNode());
        putUnlessNone(json, "concurrency", limits.concurrency());
        if (limits.perSecond() != Limits.NONE.perSecond()) {
            json.put("perSecond", limits.perSecond());
        }
        putUnlessNone(json, "perKey", limits.perKey());
        return json;
    }

    private static void putUnlessNone(ObjectNode json, String name, int limit) {
        if (limit != Integer.MAX_VALUE) {
            json.put(name, limit);
        }
    }

    private static ObjectNode backlog(TaskStore.Backlog backlog) {
        ObjectNode json = Json.object();
        ObjectNode queued = json.putObject("queued");
        backlog.queued().forEach((criticality, count) -> queued.put(criticality.name(), count));
        return json.put("delayed", backlog.delayed())
                .put("running", backlog.running())
                .put("failed", backlog.failed())
                .put("oldestSeconds", Numbers.seconds(backlog.oldest()));
    }
}
