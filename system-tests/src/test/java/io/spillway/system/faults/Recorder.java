package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Api;
import io.spillway.system.Await;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A client in the manner of Jepsen: what was not answered is neither done nor not done. It is sent again, with the same
 * idempotency key and to any node, until somebody answers for it. What counts is what was acknowledged.
 */
final class Recorder implements AutoCloseable {

    private static final int THREADS = 8;
    /** How long to wait for an answer before it counts as none. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** From one acknowledgement to the next. */
    private static final Duration AT_THE_SLOWEST = Duration.ofMillis(40);

    private static final AtomicInteger RECORDERS = new AtomicInteger();

    private final Cluster cluster;
    private final LongSupplier millis;
    private final String prefix = "r" + RECORDERS.incrementAndGet() + "-";
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * A task that somebody answered for.
     *
     * @param sent when the request left that was answered
     * @param at when the answer was there
     */
    record Acknowledged(String key, String id, Instant sent, Instant at) {}

    /** @param millis how long the next task works */
    Recorder(Cluster cluster, LongSupplier millis) {
        this.cluster = cluster;
        this.millis = millis;
    }

    /** Submits so many tasks each second, or fewer where they are answered more slowly, until it is stopped. */
    static Recorder start(Cluster cluster, int perSecond, LongSupplier millis) {
        Recorder recorder = new Recorder(cluster, millis);
        long pause = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
        long begin = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            recorder.threads.add(Thread.ofPlatform()
                    .name("recorder-" + i)
                    .daemon()
                    .start(() -> {
                        while (!recorder.stopped) {
                            long number = recorder.next.getAndIncrement();
                            LockSupport.parkNanos(begin + number * pause - System.nanoTime());
                            recorder.submit(recorder.prefix + number);
                        }
                    }));
        }
        return recorder;
    }

    /** Submits so many tasks, and returns when all are acknowledged. */
    List<Acknowledged> submit(int count) {
        List<Acknowledged> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = prefix + next.getAndIncrement();
            submit(key);
            Acknowledged task = acknowledged.get(key);
            if (task == null) {
                throw new AssertionError("nobody took " + key + ": " + surprises);
            }
            tasks.add(task);
        }
        return tasks;
    }

    /** Every task that was acknowledged, by key. */
    Map<String, Acknowledged> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    long count() {
        return acknowledged.size();
    }

    /** How often there was no answer. */
    long unanswered() {
        return unanswered.get();
    }

    /** How often a submission was refused for the time being. */
    long refused() {
        return refused.get();
    }

    /** Waits for so many more acknowledgements. */
    void awaitMore(int count) {
        long goal = count() + count;
        Duration limit = LIMIT.plus(AT_THE_SLOWEST.multipliedBy(count));
        Await.until(count + " more acknowledgements", limit, () -> count() >= goal);
    }

    private void submit(String key) {
        Map<String, Object> task = Map.of(
                "type", "ledger", "payload", Map.of("key", key, "millis", millis.getAsLong()), "idempotencyKey", key);
        long end = System.nanoTime() + LIMIT.toNanos();
        boolean sent = false;
        while (System.nanoTime() - end < 0) {
            Optional<Api> api = cluster.anyNode().flatMap(node -> node.api(PATIENCE));
            if (api.isPresent() && isAcknowledged(api.get(), key, task, sent)) {
                return;
            }
            sent = true;
            LockSupport.parkNanos(AGAIN.toNanos());
        }
        surprises.add("nobody answered for " + key + " within " + LIMIT.toSeconds() + " s");
    }

    private boolean isAcknowledged(Api api, String key, Map<String, Object> task, boolean sentBefore) {
        Instant sent = Instant.now();
        Api.Answer answer;
        try {
            answer = api.submit(task);
        } catch (UncheckedIOException unknown) {
            unanswered.incrementAndGet();
            return false;
        }
        boolean taken = answer.status() == 200 || answer.status() == 201;
        if (taken) {
            String id = answer.json().path("id").asText();
            acknowledged.put(key, new Acknowledged(key, id, sent, Instant.now()));
        } else {
            refused.incrementAndGet();
        }
        surprise(answer, sentBefore).ifPresent(what -> surprises.add(what + " for " + key + ": " + answer));
        return taken;
    }

    /** What is wrong with an answer, if anything is. */
    private static Optional<String> surprise(Api.Answer answer, boolean sentBefore) {
        return switch (answer.status()) {
            case 201 -> Optional.empty();
            case 200 -> sentBefore ? Optional.empty() : Optional.of("known before it was sent");
            case 429, 503 ->
                answer.header("Retry-After").matches("\\d+")
                        ? Optional.empty()
                        : Optional.of("no word on when to try again");
            default -> Optional.of("neither taken nor refused");
        };
    }

    /** Ends with the submissions that are on their way. Fails if any was answered as it must not be. */
    void stop() {
        stopped = true;
        try {
            for (Thread each : threads) {
                assertThat(each.join(LIMIT.multipliedBy(2)))
                        .as("the end of " + each.getName())
                        .isTrue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while submissions end", e);
        }
        assertThat(surprises.stream().limit(10))
                .as("answers that nobody may get")
                .isEmpty();
    }

    @Override
    public void close() {
        stop();
    }
}
