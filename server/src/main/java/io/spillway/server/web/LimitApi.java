package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.server.auth.Permission;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.limits.ManualLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows the limits of the types, and lets people set them while the servers run. */
final class LimitApi {

    private static final int MAX_REASON = 500;
    private static final String PATH = "/api/v1/limits/{type}";

    private final LimitBook book;
    private final LimitChanges changes;

    LimitApi(LimitBook book, LimitChanges changes) {
        this.book = book;
        this.changes = changes;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/limits", Permission.VIEW, ctx -> Json.answer(ctx, LimitJson.all(book.all()))),
                Route.get(PATH, Permission.VIEW, ctx -> Json.answer(ctx, LimitJson.of(book.of(type(ctx))))),
                Route.put(PATH, Permission.OPERATE, this::set),
                Route.delete(PATH, Permission.OPERATE, this::clear));
    }

    private void set(Context ctx) {
        String type = type(ctx);
        Fields fields = new Fields(Json.body(ctx), Set.of("concurrency", "perSecond", "perKey", "reason", "ttl"));
        ManualLimits.Values values = new ManualLimits.Values(
                Optional.ofNullable(fields.limit("concurrency", 0)),
                Optional.ofNullable(fields.rate("perSecond")),
                Optional.ofNullable(fields.limit("perKey", 1)));
        String reason = fields.required("reason", MAX_REASON);
        Duration ttl = fields.duration("ttl", LimitChanges.MIN_TTL, LimitChanges.MAX_TTL);
        boolean anyWrong = fields.isWrong("concurrency") || fields.isWrong("perSecond") || fields.isWrong("perKey");
        if (values.isEmpty() && !anyWrong) {
            fields.wrong("concurrency", "or perSecond or perKey must be given; DELETE takes back what was set");
        }
        fields.check();
        Json.answer(
                ctx, LimitJson.of(changes.set(type, new ManualLimits.Change(values, Guard.actor(ctx), reason, ttl))));
    }

    private void clear(Context ctx) {
        String reason = Query.text(ctx, "reason")
                .map(text -> Texts.clip(text, MAX_REASON))
                .orElse("");
        Json.answer(ctx, LimitJson.of(changes.clear(type(ctx), Guard.actor(ctx), reason)));
    }

    private String type(Context ctx) {
        String type = ctx.pathParam("type");
        changes.requireType(type);
        return type;
    }
}
