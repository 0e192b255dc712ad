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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events: each client holds the virtual thread of its request, and no other. There is a bound on how many there are, on
 * how long each stays, so that who was signed out does not listen for ever (a browser comes back by itself), and on how long an
 * event may take to be written.
 */
final class EventStreams implements AutoCloseable {

    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration MAX_AGE = Duration.ofMinutes(15);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration WATCH = Duration.ofMillis(500);

    private final String kind;
    private final StreamConfig config;
    private final InstantSource clock;
    private final StreamMetrics metrics;
    private final Set<Stream> open = new HashSet<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean closed;

    /** @param kind what is followed, for the numbers */
    EventStreams(String kind, StreamConfig config, InstantSource clock, StreamMetrics metrics) {
        this.kind = kind;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Begins to watch over the write deadline. */
    void start() {
        Thread.ofVirtual().name(kind + "-streams").start(this::watchUntilClosed);
    }

    private void watchUntilClosed() {
        try {
            while (!closing.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
                dropSlow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the streams whose clients have kept an event waiting for too long. */
    synchronized void dropSlow() {
        Instant now = clock.instant();
        Set.copyOf(open).stream().filter(stream -> stream.isLate(now)).forEach(this::drop);
    }

    /** Runs the body with a stream to the client, and returns when it ends, or the client or the server does. */
    void serve(Context ctx, Body body) throws Exception {
        requireEventStream(ctx.header("Accept"));
        Stream stream = new Stream(
                ctx.res().getOutputStream(),
                Thread.currentThread(),
                Guard.caller(ctx),
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
        if (closed || open.size() >= config.maxStreams()) {
            throw tooMany("Too many clients are listening.");
        }
        long own =
                open.stream().filter(each -> each.caller.equals(stream.caller)).count();
        if (own >= config.maxStreamsPerCaller()) {
            throw tooMany("Too many clients with this token, or in this session, are listening.");
        }
        open.add(stream);
        metrics.on(kind, StreamMetrics.Change.OPENED);
    }

    private static Problem.ProblemException tooMany(String detail) {
        return Problem.of(503, detail).retryAfter(RETRY_AFTER).exception();
    }

    /* From here on nobody interrupts the thread: it goes back to the server, for other requests. */
    private synchronized void unregister(Stream stream) {
        if (open.remove(stream)) {
            metrics.on(kind, StreamMetrics.Change.ENDED);
        }
        Thread.interrupted();
    }

    private synchronized void drop(Stream stream) {
        if (open.contains(stream) && !stream.ended) {
            metrics.on(kind, StreamMetrics.Change.DROPPED);
            end(stream);
        }
    }

    private synchronized void end(Stream stream) {
        stream.end();
        stream.thread.interrupt();
    }

    @Override
    public synchronized void close() {
        closed = true;
        closing.countDown();
        Set.copyOf(open).forEach(this::end);
    }

    /** What a client is sent. */
    interface Body {
        void run(Stream stream) throws Exception;
    }

    /** The connection to one client. */
    final class Stream {

        private final ServletOutputStream out;
        private final Thread thread;
        private final String caller;
        private final Instant until;
        private volatile boolean ended;
        private volatile @Nullable Instant writesSince;

        private Stream(ServletOutputStream out, Thread thread, String caller, Instant until) {
            this.out = out;
            this.thread = thread;
            this.caller = caller;
            this.until = until;
        }

        boolean isOpen() {
            return !ended && clock.instant().isBefore(until);
        }

        void send(byte[] bytes) throws IOException {
            writesSince = clock.instant();
            out.write(bytes);
            out.flush();
            writesSince = null;
        }

        private boolean isLate(Instant now) {
            Instant since = writesSince;
            return since != null && since.plus(config.writeDeadline()).isBefore(now);
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
