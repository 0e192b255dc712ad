package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkOrder.Action;
import io.spillway.server.deadletter.BulkStore.Change;
import io.spillway.server.deadletter.LetterFilter;
import java.util.List;
import java.util.Set;

/** Replays and discards many dead letters at a rate, as jobs that can be looked at, paused and canceled. */
final class BulkApi {

    private static final Set<String> FIELDS =
            Set.of("type", "cause", "text", "key", "since", "until", "perSecond", "limit", "reason");
    private static final double DISCARDS_PER_SECOND = 500;
    private static final int LISTED = 50;

    private final WebFeatures features;
    private final BulkActions actions;

    BulkApi(WebFeatures features) {
        this.features = features;
        this.actions = new BulkActions(features);
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/dead-letters/replay", Permission.OPERATE, ctx -> start(ctx, Action.REPLAY)),
                Route.post("/api/v1/dead-letters/discard", Permission.OPERATE, ctx -> start(ctx, Action.DISCARD)),
                Route.get(
                        "/api/v1/replays",
                        Permission.VIEW,
                        ctx -> Json.answer(
                                ctx, BulkJson.of(features.deadLetters().bulk().recent(LISTED)))),
                Route.get(
                        "/api/v1/replays/{id}",
                        Permission.VIEW,
                        ctx -> Json.answer(ctx, BulkJson.of(actions.find(ctx)))),
                change("pause", Change.PAUSE),
                change("resume", Change.RESUME),
                change("cancel", Change.CANCEL));
    }

    private Route change(String verb, Change change) {
        return Route.post(
                "/api/v1/replays/{id}/" + verb,
                Permission.OPERATE,
                ctx -> Json.answer(ctx, BulkJson.of(actions.change(ctx, change))));
    }

    private void start(Context ctx, Action action) {
        Fields fields = new Fields(Json.body(ctx), FIELDS);
        fields.required("type", 64);
        LetterFilter filter =
                LetterFilters.ofBody(fields, features.node().clock().instant());
        Double perSecond = fields.number("perSecond", BulkOrder.SLOWEST, BulkOrder.FASTEST);
        Double limit = fields.number("limit", 1, 10_000_000);
        String reason = fields.required("reason", LetterActions.MAX_REASON);
        if (perSecond == null && action == Action.REPLAY && !fields.isWrong("perSecond")) {
            fields.wrong("perSecond", "is required: how many a second the other side can take");
        }
        fields.check();
        BulkJob job = actions.start(new BulkOrder(
                action,
                filter,
                perSecond == null ? DISCARDS_PER_SECOND : perSecond,
                limit == null ? null : Long.valueOf(limit.longValue()),
                Guard.actor(ctx),
                reason));
        ctx.status(202);
        ctx.header("Location", "/api/v1/replays/" + job.id());
        Json.answer(ctx, BulkJson.of(job));
    }
}
