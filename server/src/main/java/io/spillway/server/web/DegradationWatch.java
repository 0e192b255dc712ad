package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spillway.server.degrade.Degradation;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Follows the tiers from a revision on: each change once, in order, with its revision as the event's id. Where changes
 * in between are not kept any more, the event is a {@code reset} instead of a {@code change}.
 */
final class DegradationWatch implements Handler {

    private final DegradationControl degradation;
    private final EventStreams streams;

    DegradationWatch(DegradationControl degradation, EventStreams streams) {
        this.degradation = degradation;
        this.streams = streams;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        Optional<Long> from = from(ctx);
        streams.serve(ctx, stream -> {
            Semaphore changed = new Semaphore(0);
            try (AutoCloseable listening = degradation.listen(changed::release)) {
                follow(stream, changed, from);
            }
        });
    }

    private void follow(EventStreams.Stream stream, Semaphore changed, Optional<Long> from) throws Exception {
        long last = from.orElse(-1L);
        if (from.isEmpty()) {
            Degradation now = degradation.current();
            send(stream, "reset", now);
            last = now.revision();
        }
        while (stream.isOpen()) {
            for (Degradation each : degradation.after(last)) {
                send(stream, each.revision() == last + 1 ? "change" : "reset", each);
                last = each.revision();
            }
            if (!changed.tryAcquire(EventStreams.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                stream.heartbeat();
            }
            changed.drainPermits();
        }
    }

    private static void send(EventStreams.Stream stream, String event, Degradation degradation) throws Exception {
        stream.send(EventStreams.event(event, Long.toString(degradation.revision()), DegradationApi.json(degradation)));
    }

    /* A browser that reconnects repeats the URL, and says in the header how far it came since. */
    private static Optional<Long> from(Context ctx) {
        String header = ctx.header("Last-Event-ID");
        if (header != null && header.matches("[0-9]{1,18}")) {
            return Optional.of(Long.parseLong(header));
        }
        return Query.number(ctx, "revision", 0, Long.MAX_VALUE);
    }
}
