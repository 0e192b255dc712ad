package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.TimeBudget;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler.Reading;
import io.spillway.server.submit.Submitter.SubmitRequest;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a caller asks for out of a body and its headers. */
final class TaskRequests {

    static final int MAX_KEY = 256;

    private static final Set<String> FIELDS =
            Set.of("type", "payload", "idempotencyKey", "criticality", "timeout", "delay", "caller");
    private static final Duration MAX_DELAY = Duration.ofDays(30);

    private final HandlerRegistry handlers;

    TaskRequests(HandlerRegistry handlers) {
        this.handlers = handlers;
    }

    /** One task with everything that the request says about it. @throws Problem.ProblemException 400 */
    SubmitRequest single(Context ctx) {
        SubmitRequest read = read(Json.body(ctx), Caller.of(ctx));
        String key = headerKey(ctx, read);
        return new SubmitRequest(
                read.type(),
                read.payload(),
                key,
                read.criticality(),
                read.timeout(),
                read.delay(),
                read.traceparent(),
                read.caller());
    }

    /** One task of a batch. @throws Problem.ProblemException 400 */
    SubmitRequest read(ObjectNode body, Caller caller) {
        Fields fields = new Fields(body, FIELDS);
        String type = fields.required("type", 64);
        ObjectNode payload = fields.requiredObject("payload");
        String key = fields.optional("idempotencyKey", MAX_KEY);
        Criticality criticality = fields.constant("criticality", Criticality.values());
        Duration timeout = fields.duration("timeout", Duration.ofMillis(1), TimeBudget.MAX);
        Duration delay = fields.duration("delay", Duration.ZERO, MAX_DELAY);
        String name = fields.optional("caller", Caller.MAX_NAME);
        fields.check();
        String text = payload == null ? "{}" : Json.text(payload);
        return new SubmitRequest(
                type,
                text,
                key,
                criticality,
                Caller.shorter(timeout, caller.budget()),
                delay,
                caller.traceparent(),
                name == null ? caller.name() : name);
    }

    private @Nullable String headerKey(Context ctx, SubmitRequest read) {
        String header = checked(ctx, "Idempotency-Key");
        String key = read.idempotencyKey();
        if (header != null && key != null && !header.equals(key)) {
            throw Problem.invalid("/idempotencyKey", "differs from the header Idempotency-Key")
                    .exception();
        }
        if (header != null || key != null) {
            return header != null ? header : key;
        }
        String requestId = checked(ctx, "X-Request-ID");
        return requestId == null || derivesKey(read) ? null : requestId;
    }

    /* A gateway may stamp each request, a repeated one as well, with an id of its own: that must not stand in for the key
    that a handler takes from the payload, or one coupon could be redeemed twice. */
    private boolean derivesKey(SubmitRequest read) {
        return handlers.find(read.type())
                .map(handler -> handler.read(read.payload()))
                .map(reading -> switch (reading) {
                    case Reading.Accepted accepted -> accepted.idempotencyKey().isPresent();
                    case Reading.Refused refused -> false;
                })
                .orElse(false);
    }

    private static @Nullable String checked(Context ctx, String name) {
        String value = ctx.header(name);
        if (value == null) {
            return null;
        }
        if (value.isBlank() || value.length() > MAX_KEY) {
            throw Problem.of(400, "The header " + name + " must have 1 to " + MAX_KEY + " characters.")
                    .exception();
        }
        return value;
    }
}
