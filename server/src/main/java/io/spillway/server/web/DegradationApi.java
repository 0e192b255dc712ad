package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.policy.PolicyStatus;
import io.spillway.server.web.DegradationControl.ManualSwitch;
import io.spillway.server.web.DegradationControl.Result;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Shows the tiers in force, and switches them by hand. */
final class DegradationApi {

    private static final Duration MIN_TTL = Duration.ofSeconds(1);
    private static final Duration MAX_TTL = Duration.ofHours(24);
    private static final int MAX_REASON = 500;

    private final DegradationControl degradation;
    private final AuditLog audit;
    private final EventStreams streams;
    private final Supplier<PolicyStatus> policy;

    DegradationApi(
            DegradationControl degradation, Supplier<PolicyStatus> policy, AuditLog audit, EventStreams streams) {
        this.degradation = degradation;
        this.policy = policy;
        this.audit = audit;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/degradation", Permission.VIEW, ctx -> Json.answer(ctx, all())),
                Route.get("/api/v1/degradation/engagements", Permission.VIEW, this::engagements),
                Route.put("/api/v1/degradation/{scope}", Permission.OPERATE, this::engage),
                Route.delete("/api/v1/degradation/{scope}", Permission.OPERATE, this::release),
                Route.stream("/api/v1/degradation/watch", Permission.VIEW, new DegradationWatch(degradation, streams)));
    }

    private void engagements(Context ctx) {
        ObjectNode json = Json.object();
        var all = json.putArray("engagements");
        degradation.engagements().forEach(each -> all.add(EngagementJson.of(each)));
        Json.answer(ctx, json);
    }

    private ObjectNode all() {
        PolicyStatus status = policy.get();
        ObjectNode json = json(degradation.current());
        ObjectNode shown =
                json.putObject("policy").put("source", status.source()).put("hash", status.hash());
        Json.put(shown, "since", status.since());
        status.refused().ifPresent(refused -> {
            Json.put(shown, "refusedAt", refused.at());
            var problems = shown.putArray("problems");
            refused.problems().forEach(problems::add);
        });
        return json;
    }

    private void engage(Context ctx) {
        Scope scope = scope(ctx);
        Fields fields = new Fields(Json.body(ctx), Set.of("tier", "reason", "ttl"));
        fields.required("tier", 64);
        Tier tier = fields.isWrong("tier") ? null : fields.constant("tier", Tier.values());
        String reason = fields.required("reason", MAX_REASON);
        fields.required("ttl", 64);
        Duration ttl = fields.isWrong("ttl") ? null : fields.duration("ttl", MIN_TTL, MAX_TTL);
        fields.check();
        if (tier == null || ttl == null) {
            throw new IllegalStateException("a missing field was not found out");
        }
        String actor = Guard.actor(ctx);
        audit.append(actor, "degradation.engage", scope.toString(), now(scope) + " → " + tier + " for " + ttl, reason);
        answer(ctx, scope, degradation.engage(new ManualSwitch(scope, tier, reason, ttl, actor)));
    }

    private void release(Context ctx) {
        Scope scope = scope(ctx);
        String reason = Query.text(ctx, "reason")
                .map(text -> Texts.clip(text, MAX_REASON))
                .orElse("released by hand");
        String actor = Guard.actor(ctx);
        audit.append(actor, "degradation.release", scope.toString(), now(scope) + " → released", reason);
        answer(ctx, scope, degradation.release(scope, actor, reason));
    }

    /* What was written to the audit log before did not happen if it is refused now: the log gets to know. */
    private void answer(Context ctx, Scope scope, Result result) {
        switch (result) {
            case Result.Changed changed -> Json.answer(ctx, json(changed.now()));
            case Result.Refused refused -> {
                audit.append(Guard.actor(ctx), "degradation.refused", scope.toString(), "unchanged", refused.why());
                throw Problem.of(409, refused.why()).exception();
            }
            case Result.Unavailable down -> {
                throw Problem.of(503, "The storage does not answer: nothing changed. Try again.")
                        .retryAfter(Duration.ofSeconds(1))
                        .exception();
            }
        }
    }

    private String now(Scope scope) {
        return degradation.current().scopes().stream()
                .filter(status -> status.scope().equals(scope))
                .findFirst()
                .map(status -> status.tier() + " (" + status.state() + ")")
                .orElse("NONE (NORMAL)");
    }

    private static Scope scope(Context ctx) {
        return Scope.parse(ctx.pathParam("scope"))
                .orElseThrow(() -> Problem.of(404, "There is no such scope: write core, site, or service:<task type>.")
                        .exception());
    }

    static ObjectNode json(Degradation degradation) {
        ObjectNode json = Json.object().put("revision", degradation.revision());
        var scopes = json.putArray("scopes");
        degradation.scopes().forEach(scope -> scopes.add(json(scope)));
        return json;
    }

    private static ObjectNode json(ScopeStatus status) {
        ObjectNode json = Json.object()
                .put("scope", status.scope().toString())
                .put("tier", status.tier().name())
                .put("state", status.state().name())
                .put("intensity", status.intensity());
        Json.put(json, "since", status.since());
        Json.put(json, "until", status.until());
        Json.put(json, "reason", status.reason());
        Json.put(json, "alert", status.alert());
        Json.put(json, "by", status.by());
        return json;
    }
}
