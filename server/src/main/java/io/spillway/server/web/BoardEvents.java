package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the open pages up to date: each second it reads every topic once for all of them, and sends those that changed.
 * Reads nothing while nobody looks.
 */
final class BoardEvents implements Handler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoardEvents.class);

    /** How far a client may stay behind before it is dropped; it comes back, and gets everything afresh. */
    private static final int MAX_WAITING = 64;

    private final Map<String, Supplier<ObjectNode>> topics;
    private final EventStreams streams;
    private final Set<Client> clients = new HashSet<>();
    private final Map<String, byte[]> latest = new LinkedHashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    BoardEvents(Map<String, Supplier<ObjectNode>> topics, EventStreams streams) {
        this.topics = new LinkedHashMap<>(topics);
        this.streams = streams;
    }

    void start() {
        Thread.ofVirtual().name("board-events").start(this::runUntilClosed);
    }

    @Override
    public void handle(Context ctx) throws Exception {
        streams.serve(ctx, stream -> {
            Client client = new Client(stream, new ArrayBlockingQueue<>(MAX_WAITING));
            join(client);
            try {
                while (stream.isOpen()) {
                    byte[] event = client.waiting().poll(EventStreams.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                    if (event == null) {
                        stream.heartbeat();
                    } else {
                        stream.send(event);
                    }
                }
            } finally {
                leave(client);
            }
        });
    }

    /** Reads all topics, and sends what changed since the last time. */
    synchronized void runOnce() {
        if (clients.isEmpty()) {
            return;
        }
        topics.forEach(this::refresh);
    }

    private synchronized void join(Client client) {
        latest.values().forEach(client.waiting()::add);
        clients.add(client);
        runOnce();
    }

    private synchronized void leave(Client client) {
        clients.remove(client);
    }

    private void refresh(String topic, Supplier<ObjectNode> source) {
        try {
            byte[] event = EventStreams.event(topic, null, source.get());
            failing.remove(topic);
            if (!Arrays.equals(event, latest.put(topic, event))) {
                clients.forEach(client -> client.offer(event));
            }
        } catch (RuntimeException e) {
            if (failing.add(topic)) {
                LOG.warn("The pages get no news of '{}' until it can be read again", topic, e);
            }
        }
    }

    private void runUntilClosed() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                runOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private record Client(EventStreams.Stream stream, BlockingQueue<byte[]> waiting) {

        void offer(byte[] event) {
            if (!waiting.offer(event)) {
                stream.drop();
            }
        }
    }
}
