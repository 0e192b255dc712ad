package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.auth.Permission;
import io.spillway.server.drill.AbortRequest;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.DrillDesk.Start;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillOrder;
import io.spillway.server.drill.Injection;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Begins drills, shows how far they are and what they proved, and ends them. */
final class DrillApi {

    private static final Set<String> FIELDS = Set.of("consent", "timeLimit", "rate", "injection", "reason");
    static final String BY_HAND = "stopped by hand";

    private final DrillDesk desk;

    DrillApi(DrillDesk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/drills", Permission.OPERATE, this::start),
                Route.get("/api/v1/drills", Permission.VIEW, ctx -> Json.answer(ctx, DrillJson.of(desk))),
                Route.get("/api/v1/drills/{id}", Permission.VIEW, ctx -> Json.answer(ctx, DrillJson.of(find(ctx)))),
                Route.post("/api/v1/drills/{id}/abort", Permission.OPERATE, this::abort));
    }

    private void start(Context ctx) {
        ObjectNode body = Json.body(ctx);
        Fields fields = new Fields(body, FIELDS);
        JsonNode consent = body.get("consent");
        if (consent == null || !consent.isBoolean() || !consent.booleanValue()) {
            fields.wrong(
                    "consent",
                    "must be true: a drill makes tasks of type probe-canary fail on this server, and engages its tier");
        }
        DrillConfig config = desk.config();
        Duration timeLimit = fields.duration("timeLimit", DrillOrder.MIN_TIME, DrillOrder.MAX_TIME);
        Double rate = fields.number("rate", DrillOrder.MIN_RATE, DrillOrder.MAX_RATE);
        Injection injection = fields.constant("injection", Injection.values());
        String reason = fields.required("reason", DrillOrder.MAX_REASON);
        fields.check();
        DrillOrder order = new DrillOrder(
                Guard.actor(ctx),
                reason,
                timeLimit == null ? config.timeLimit() : timeLimit,
                rate == null ? config.rate() : rate,
                injection == null ? Injection.FAILURE : injection,
                false,
                config.rule());
        Drill drill = begun(desk.start(order));
        ctx.status(202);
        ctx.header("Location", "/api/v1/drills/" + drill.id());
        Json.answer(ctx, DrillJson.of(drill));
    }

    /** @throws Problem.ProblemException 409 where it could not begin */
    static Drill begun(Start start) {
        return switch (start) {
            case Start.Started(Drill drill) -> drill;
            case Start.Refused(String why) -> throw Problem.of(409, why).exception();
            case Start.Busy(DrillId other) ->
                throw Problem.of(409, "Drill " + other + " is under way: wait for it, or abort it.")
                        .with("drill", other.ulid())
                        .exception();
        };
    }

    private void abort(Context ctx) {
        Drill drill = find(ctx);
        if (drill.isOver()) {
            throw Problem.of(409, "The drill is over: " + drill.phase() + ".").exception();
        }
        String reason = Query.text(ctx, "reason")
                .map(text -> Texts.clip(text, DrillOrder.MAX_REASON))
                .orElse(BY_HAND);
        desk.abort(new AbortRequest(drill.id(), Guard.actor(ctx), reason));
        ctx.status(202);
        Json.answer(ctx, DrillJson.of(drill));
    }

    private Drill find(Context ctx) {
        return DrillId.parse(ctx.pathParam("id")).flatMap(desk::find).orElseThrow(DrillApi::unknown);
    }

    static Problem.ProblemException unknown() {
        return Problem.of(404, "There is no drill with this id, or its report is no longer kept.")
                .exception();
    }
}
