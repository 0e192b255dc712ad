package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.plugin.PluginStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Shows plugins, and switches them. */
final class PluginApi {

    private final PluginControl plugins;
    private final AuditLog audit;

    PluginApi(PluginControl plugins, AuditLog audit) {
        this.plugins = plugins;
        this.audit = audit;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/plugins", Permission.VIEW, ctx -> Json.answer(ctx, all())),
                Route.post(
                        "/api/v1/plugins/{id}/enable",
                        Permission.ADMINISTER,
                        ctx -> change(ctx, "enable", plugins::enable)),
                Route.post(
                        "/api/v1/plugins/{id}/disable",
                        Permission.ADMINISTER,
                        ctx -> change(ctx, "disable", plugins::disable)),
                Route.post(
                        "/api/v1/plugins/{id}/reload",
                        Permission.ADMINISTER,
                        ctx -> change(ctx, "reload", plugins::reload)));
    }

    private ObjectNode all() {
        ObjectNode json = Json.object();
        var list = json.putArray("plugins");
        plugins.statuses().forEach(status -> list.add(json(status)));
        return json;
    }

    private void change(Context ctx, String verb, Function<String, PluginControl.Result> change) {
        String id = ctx.pathParam("id");
        PluginStatus before = plugins.statuses().stream()
                .filter(status -> status.id().equals(id))
                .findFirst()
                .orElseThrow(PluginApi::unknown);
        String reason =
                Query.text(ctx, "reason").map(text -> Texts.clip(text, 500)).orElse("");
        audit.append(Guard.actor(ctx), "plugin." + verb, id, label(before) + " → " + verb, reason);
        switch (change.apply(id)) {
            case PluginControl.Result.Done done -> Json.answer(ctx, json(done.status()));
            case PluginControl.Result.Unknown gone -> throw unknown();
            case PluginControl.Result.Refused refused ->
                throw Problem.of(409, refused.why()).exception();
        }
    }

    private static Problem.ProblemException unknown() {
        return Problem.of(404, "There is no plugin with this id.").exception();
    }

    private static String label(PluginStatus status) {
        return status.state().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(PluginStatus status) {
        ObjectNode json = Json.object().put("id", status.id());
        Json.put(json, "version", status.version());
        json.put("file", status.file());
        Json.put(json, "sha256", status.sha256());
        json.put("state", label(status));
        var types = json.putArray("types");
        status.types().forEach(types::add);
        Json.put(json, "since", status.since());
        Json.put(json, "error", status.error());
        return json;
    }
}
