package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events: each client holds the virtual thread of its request. There are at most 256, each for at most 15
 * minutes, so that who was signed out does not listen for ever; a browser comes back by itself.
 */
final class EventStreams implements AutoCloseable {

    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final int MAX_STREAMS = 256;
    private static final Duration MAX_AGE = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final Set<Stream> open = new HashSet<>();
    private boolean closed;

    EventStreams(InstantSource clock) {
        this.clock = clock;
    }

    /** Runs the body with a stream to the client, and returns when it ends, or the client or the server does. */
    void serve(Context ctx, Body body) throws Exception {
        requireEventStream(ctx.header("Accept"));
        Stream stream = new Stream(
                ctx.res().getOutputStream(),
                Thread.currentThread(),
                clock.instant().plus(MAX_AGE));
        register(stream);
        try {
            ctx.res().setContentType("text/event-stream; charset=utf-8");
            ctx.res().setHeader("Cache-Control", "no-store");
            ctx.res().setHeader("X-Accel-Buffering", "no");
            stream.send("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
            body.run(stream);
        } catch (IOException | InterruptedException clientOrServerLeft) {
            stream.end();
        } finally {
            unregister(stream);
        }
    }

    /** One event as it goes over the wire. @param id null for none */
    static byte[] event(String name, @Nullable String id, JsonNode data) {
        String json = new String(Json.bytes(data), StandardCharsets.UTF_8);
        String text = "event: " + name + "\n" + (id == null ? "" : "id: " + id + "\n") + "data: " + json + "\n\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void requireEventStream(@Nullable String accept) {
        if (accept != null && !accept.contains("text/event-stream") && !accept.contains("*/*")) {
            throw Problem.of(406, "This answers with text/event-stream only.").exception();
        }
    }

    private synchronized void register(Stream stream) {
        if (closed || open.size() >= MAX_STREAMS) {
            throw Problem.of(503, "Too many clients are listening.")
                    .retryAfter(Duration.ofSeconds(10))
                    .exception();
        }
        open.add(stream);
    }

    /* From here on nobody interrupts the thread: it goes back to the server, for other requests. */
    private synchronized void unregister(Stream stream) {
        open.remove(stream);
        Thread.interrupted();
    }

    private synchronized void drop(Stream stream) {
        if (open.contains(stream)) {
            stream.end();
            stream.thread.interrupt();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Set.copyOf(open).forEach(this::drop);
    }

    /** What a client is sent. */
    interface Body {
        void run(Stream stream) throws Exception;
    }

    /** The connection to one client. */
    final class Stream {

        private final ServletOutputStream out;
        private final Thread thread;
        private final Instant until;
        private volatile boolean ended;

        private Stream(ServletOutputStream out, Thread thread, Instant until) {
            this.out = out;
            this.thread = thread;
            this.until = until;
        }

        boolean isOpen() {
            return !ended && clock.instant().isBefore(until);
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Shows both sides that the other is still there. */
        void heartbeat() throws IOException {
            send(":\n\n".getBytes(StandardCharsets.UTF_8));
        }

        /** Ends the stream from another thread, even while it writes: its client reads too slowly. */
        void drop() {
            EventStreams.this.drop(this);
        }

        private void end() {
            ended = true;
        }
    }
}
