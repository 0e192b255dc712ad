package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds dead letters, and replays or discards them one by one. */
final class LetterApi {

    private static final int LOOKED = 20_000;
    private static final int SAMPLE = 5_000;
    private static final Set<String> REPLAY = Set.of("payload", "idempotencyKey", "reason");
    private static final Set<String> DISCARD = Set.of("reason");

    private final WebFeatures features;
    private final LetterSearch search;
    private final LetterActions actions;
    private final LetterExport export;

    LetterApi(WebFeatures features) {
        this.features = features;
        this.search = features.deadLetters().search();
        this.actions = new LetterActions(features);
        this.export = new LetterExport(features);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/dead-letters", Permission.VIEW, this::find),
                Route.get("/api/v1/dead-letters/summary", Permission.VIEW, this::summary),
                Route.stream("/api/v1/dead-letters/export", Permission.VIEW, export),
                Route.post("/api/v1/dead-letters/{id}/replay", Permission.OPERATE, this::replay),
                Route.post("/api/v1/dead-letters/{id}/discard", Permission.OPERATE, this::discard));
    }

    private void find(Context ctx) {
        Optional<LetterCursor> cursor = Query.text(ctx, "cursor").map(LetterApi::cursor);
        int limit = Query.number(ctx, "limit", 1, 1000).orElse(50L).intValue();
        LetterSearch.Bounds bounds = new LetterSearch.Bounds(cursor.orElse(null), limit, LOOKED);
        Json.answer(ctx, LetterJson.of(search.find(LetterFilters.ofQuery(ctx, now()), bounds)));
    }

    static LetterCursor cursor(String text) {
        return LetterCursor.parse(text)
                .orElseThrow(() -> Problem.invalid("?cursor", "is not a cursor that an earlier page ended with")
                        .exception());
    }

    private void summary(Context ctx) {
        Json.answer(ctx, LetterJson.of(search.summary(LetterFilters.ofQuery(ctx, now()), SAMPLE)));
    }

    private void replay(Context ctx) {
        Task task = actions.task(ctx);
        Fields fields = new Fields(LetterActions.optionalBody(ctx), REPLAY);
        ObjectNode payload = fields.optionalObject("payload");
        String key = fields.optional("idempotencyKey", TaskRequests.MAX_KEY);
        String reason = fields.optional("reason", LetterActions.MAX_REASON);
        if (payload == null && key != null) {
            fields.wrong("idempotencyKey", "needs a payload: without one, the task keeps its key");
        }
        fields.check();
        String actor = Guard.actor(ctx);
        Task moved = payload == null
                ? actions.retry(task, actor, reason)
                : actions.replay(task, payload.toString(), key, actor, reason);
        if (!moved.id().equals(task.id())) {
            ctx.status(201);
            ctx.header("Location", "/api/v1/tasks/" + moved.id());
        }
        Json.answer(ctx, TaskJson.of(moved, features.deadLetters().replays().fate(moved.id())));
    }

    private void discard(Context ctx) {
        Task task = actions.task(ctx);
        Fields fields = new Fields(Json.body(ctx), DISCARD);
        String reason = fields.required("reason", LetterActions.MAX_REASON);
        fields.check();
        Task discarded = actions.discard(task, Guard.actor(ctx), reason);
        Json.answer(ctx, TaskJson.of(discarded, features.deadLetters().replays().fate(discarded.id())));
    }

    private Instant now() {
        return features.node().clock().instant();
    }
}
