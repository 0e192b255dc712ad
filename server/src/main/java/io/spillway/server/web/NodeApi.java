package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.auth.Permission;
import io.spillway.server.degrade.Degradation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Says how the server is: its nodes, its health, its audit log, and the description of its API. */
final class NodeApi {

    private final WebFeatures.Node node;
    private final NodesJson nodes;
    private final AuditLog audit;
    private final Supplier<Degradation> degradation;

    NodeApi(WebFeatures.Node node, AuditLog audit, Supplier<Degradation> degradation) {
        this.node = node;
        this.nodes = new NodesJson(node);
        this.audit = audit;
        this.degradation = degradation;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/-/healthy",
                        Permission.PUBLIC,
                        ctx -> ctx.contentType("text/plain; charset=utf-8").result("OK\n")),
                Route.get("/-/ready", Permission.PUBLIC, this::ready),
                Route.get("/api/v1/nodes", Permission.VIEW, ctx -> Json.answer(ctx, nodes.all())),
                Route.get("/api/v1/audit", Permission.VIEW, this::audit),
                Route.get("/api/v1/prometheus/targets", Permission.SCRAPE, this::targets),
                Route.get("/openapi.json", Permission.VIEW, NodeApi::openApi));
    }

    /** What an open page looks at. */
    ObjectNode changes() {
        return nodes.changes();
    }

    private void ready(Context ctx) {
        ObjectNode json = Json.object();
        ctx.status(nodes.ready(json) ? 200 : 503);
        Json.answer(ctx, json);
    }

    private void audit(Context ctx) {
        int limit = Query.number(ctx, "limit", 1, 1000).orElse(100L).intValue();
        Long before = Query.number(ctx, "before", 1, Long.MAX_VALUE).orElse(null);
        Optional<Long> from = Query.number(ctx, "from", 1, Long.MAX_VALUE);
        ObjectNode json = Json.object();
        // The head first: whoever then gets no entry from its successor on knows that it was the end.
        AuditStore.Head head = audit.head();
        json.putObject("head").put("sequence", head.sequence()).put("hash", head.hash());
        var entries = json.putArray("entries");
        from.map(first -> audit.from(first, limit))
                .orElseGet(() -> audit.recent(limit, before))
                .forEach(entry -> entries.add(json(entry)));
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

    private void targets(Context ctx) {
        Json.answer(ctx, ScrapeTargets.json(node.site().nodes().get().targets(), degradation.get()));
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
