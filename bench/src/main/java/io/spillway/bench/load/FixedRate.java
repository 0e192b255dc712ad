package io.spillway.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests at a fixed rate, whatever becomes of the earlier ones: each has its intended time, and its latency counts from
 * there, so that a server that stalls is not measured less often while it does (no coordinated omission). Where all
 * senders wait for answers, the next request is sent late, and the wait counts.
 *
 * @param perSecond requests, not tasks
 * @param senders how many may wait for an answer at the same time
 */
public record FixedRate(double perSecond, Duration length, int senders) {

    /** When a request was to be sent. @param nanos by {@link System#nanoTime} @param epochMicros by the machine's clock */
    public record Intended(int index, long nanos, long epochMicros) {}

    /** One of those who send. Used by one thread. */
    public interface Sender extends AutoCloseable {
        void send(Intended intended) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Makes a sender: opens its connection. */
    @FunctionalInterface
    public interface Senders {
        Sender open() throws IOException;
    }

    public int requests() {
        return (int) Math.round(perSecond * length.toMillis() / 1000);
    }

    /** Runs to the last answer. @throws IOException the first one that a sender met */
    public void run(Senders factory) throws IOException, InterruptedException {
        List<Sender> opened = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            opened.add(factory.open());
        }
        // Not during the run: a pause of this program would count as a latency.
        System.gc();
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long lead = Duration.ofMillis(20).toNanos();
        long beginNanos = System.nanoTime() + lead;
        long beginMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + lead / 1000;
        List<Thread> threads = opened.stream()
                .map(sender -> Thread.ofPlatform().name("sender").start(() -> {
                    try (sender) {
                        for (int i = next.getAndIncrement(); i < requests(); i = next.getAndIncrement()) {
                            long offset = (long) (i * 1e9 / perSecond);
                            awaitTime(beginNanos + offset);
                            sender.send(new Intended(i, beginNanos + offset, beginMicros + offset / 1000));
                        }
                    } catch (IOException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                        next.set(Integer.MAX_VALUE / 2);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        Exception met = failure.get();
        if (met != null) {
            throw new IOException("a sender could not go on: " + met.getMessage(), met);
        }
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
