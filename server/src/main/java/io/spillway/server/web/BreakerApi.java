package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.breaker.ForcedBreaker.Mode;
import io.spillway.server.breaker.ForcedBreakers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Shows the breakers of all nodes, and lets people hold them open or closed. The audit entry comes before the change. */
final class BreakerApi {

    private static final Duration MIN_TTL = Duration.ofSeconds(1);
    private static final Duration MAX_TTL = Duration.ofDays(7);
    private static final int MAX_REASON = 500;
    private static final String PATH = "/api/v1/breakers/{type}";

    private final BreakerJson json;
    private final BreakerDesk desk;
    private final AuditLog audit;
    private final Consumer<String> requireType;

    /** @param requireType throws 404 for a type that nobody knows */
    BreakerApi(BreakerJson json, AuditLog audit, Consumer<String> requireType) {
        this.json = json;
        this.desk = json.desk();
        this.audit = audit;
        this.requireType = requireType;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/breakers", Permission.VIEW, ctx -> Json.answer(ctx, json.all())),
                Route.get(PATH, Permission.VIEW, ctx -> Json.answer(ctx, json.of(type(ctx)))),
                Route.put(PATH, Permission.OPERATE, this::force),
                Route.delete(PATH, Permission.OPERATE, this::release));
    }

    private void force(Context ctx) {
        String type = type(ctx);
        Fields fields = new Fields(Json.body(ctx), Set.of("state", "reason", "ttl"));
        String state = fields.required("state", 64);
        Optional<Mode> mode = Arrays.stream(Mode.values())
                .filter(each -> each.label().equals(state))
                .findFirst();
        if (mode.isEmpty() && !fields.isWrong("state")) {
            fields.wrong("state", "must be forced-open or forced-closed");
        }
        String reason = fields.required("reason", MAX_REASON);
        fields.required("ttl", 64);
        Duration ttl = fields.isWrong("ttl") ? null : fields.duration("ttl", MIN_TTL, MAX_TTL);
        fields.check();
        if (mode.isEmpty() || ttl == null) {
            throw new IllegalStateException("a missing field was not found out");
        }
        String actor = Guard.actor(ctx);
        audit.append(actor, "breaker.force", type, now(type) + " → " + state + " for " + ttl, reason);
        desk.force(new ForcedBreakers.Change(type, mode.get(), actor, reason, ttl));
        Json.answer(ctx, json.of(type));
    }

    /** Where nothing is held, nothing is written. What is held goes even where nobody knows the type any more. */
    private void release(Context ctx) {
        String type = ctx.pathParam("type");
        String reason = Query.text(ctx, "reason")
                .map(text -> Texts.clip(text, MAX_REASON))
                .orElse("released by hand");
        desk.runOnce();
        if (desk.held(type).isEmpty()) {
            requireType.accept(type);
        } else {
            audit.append(Guard.actor(ctx), "breaker.release", type, now(type) + " → by itself", reason);
            desk.release(type);
        }
        Json.answer(ctx, json.of(type));
    }

    private String now(String type) {
        return desk.held(type).map(ForcedBreaker::mode).map(Mode::label).orElse("by itself");
    }

    private String type(Context ctx) {
        String type = ctx.pathParam("type");
        requireType.accept(type);
        return type;
    }
}
