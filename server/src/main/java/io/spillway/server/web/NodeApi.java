package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.SizeDecision;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** Says how the server is: its nodes, its health, its audit log, and the description of its API. */
final class NodeApi {

    private final WebFeatures.Node node;
    private final AuditLog audit;

    NodeApi(WebFeatures.Node node, AuditLog audit) {
        this.node = node;
        this.audit = audit;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/-/healthy",
                        Permission.PUBLIC,
                        ctx -> ctx.contentType("text/plain; charset=utf-8").result("OK\n")),
                Route.get("/-/ready", Permission.PUBLIC, this::ready),
                Route.get("/api/v1/nodes", Permission.VIEW, ctx -> Json.answer(ctx, nodes())),
                Route.get("/api/v1/audit", Permission.VIEW, this::audit),
                Route.get("/api/v1/prometheus/targets", Permission.SCRAPE, this::targets),
                Route.get("/openapi.json", Permission.VIEW, NodeApi::openApi));
    }

    ObjectNode nodes() {
        ObjectNode json = Json.object();
        ObjectNode self = json.putArray("nodes").addObject();
        self.put("name", node.name()).put("version", node.version());
        Json.put(self, "startedAt", node.startedAt());
        problems(self);
        self.set("workers", json(node.workers().get()));
        return json;
    }

    private static ObjectNode json(WebFeatures.Workers workers) {
        AdaptivePool.Status sizing = workers.sizing();
        ObjectNode json = Json.object()
                .put("busy", workers.busy())
                .put("limit", workers.limit())
                .put("min", sizing.config().minWorkers())
                .put("max", sizing.config().maxWorkers());
        var decisions = json.putArray("decisions");
        for (AdaptivePool.Taken taken : sizing.decisions()) {
            SizeDecision decision = taken.decision();
            ObjectNode each = decisions.addObject();
            Json.put(each, "at", taken.at());
            each.put("direction", decision.direction().name().toLowerCase(Locale.ROOT))
                    .put("from", decision.from())
                    .put("to", decision.to())
                    .put("cause", decision.reason().cause().label())
                    .put("reason", decision.why());
        }
        return json;
    }

    private void ready(Context ctx) {
        ObjectNode json = Json.object();
        ctx.status(problems(json) ? 200 : 503);
        Json.answer(ctx, json);
    }

    private boolean problems(ObjectNode json) {
        List<String> problems = node.problems().get();
        json.put("ready", problems.isEmpty());
        var list = json.putArray("problems");
        problems.forEach(list::add);
        return problems.isEmpty();
    }

    private void audit(Context ctx) {
        int limit = Query.number(ctx, "limit", 1, 1000).orElse(100L).intValue();
        Long before = Query.number(ctx, "before", 1, Long.MAX_VALUE).orElse(null);
        ObjectNode json = Json.object();
        var entries = json.putArray("entries");
        audit.recent(limit, before).forEach(entry -> entries.add(json(entry)));
        if (Query.text(ctx, "verify").filter("true"::equals).isPresent()) {
            json.set("chain", json(audit.verify()));
        }
        Json.answer(ctx, json);
    }

    private static ObjectNode json(AuditEntry entry) {
        ObjectNode json = Json.object().put("sequence", entry.sequence());
        Json.put(json, "at", entry.at());
        return json.put("actor", entry.actor())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("change", entry.change())
                .put("reason", entry.reason())
                .put("previousHash", entry.previousHash())
                .put("hash", entry.hash());
    }

    private static ObjectNode json(AuditLog.Verdict verdict) {
        return switch (verdict) {
            case AuditLog.Verdict.Intact intact ->
                Json.object().put("intact", true).put("entries", intact.entries());
            case AuditLog.Verdict.Broken broken ->
                Json.object()
                        .put("intact", false)
                        .put("sequence", broken.sequence())
                        .put("why", broken.why());
        };
    }

    /* The form that Prometheus's http_sd_configs read: a list, not an object. */
    private void targets(Context ctx) {
        ObjectNode group = Json.object();
        var targets = group.putArray("targets");
        node.targets().get().forEach(targets::add);
        group.putObject("labels").put("job", "spillway");
        Json.answer(ctx, Json.object().arrayNode().add(group));
    }

    private static void openApi(Context ctx) throws IOException {
        try (InputStream in = NodeApi.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is not beside " + NodeApi.class.getName());
            }
            ctx.contentType("application/json").result(in.readAllBytes());
        }
    }
}
