package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** 200 critical stock deductions per second in batches of 20, and beside them ten tasks per second that may be shed. */
final class Load implements AutoCloseable {

    private static final int BATCH = 20;

    private final Api api;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong shed = new AtomicLong();
    private final AtomicReference<@Nullable Instant> firstShed = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();

    private Load(Api api) {
        this.api = api;
    }

    static Load start(Api api) {
        Load load = new Load(api);
        load.threads.scheduleAtFixedRate(() -> load.safely(load::deductions), 0, 100, TimeUnit.MILLISECONDS);
        load.threads.scheduleAtFixedRate(() -> load.safely(load::sheddable), 0, 100, TimeUnit.MILLISECONDS);
        return load;
    }

    /** Critical tasks that were sent. */
    long sent() {
        return sent.get();
    }

    /** Critical tasks that were not taken. */
    long refused() {
        return refused.get();
    }

    /** Sheddable tasks that were taken. */
    long admitted() {
        return admitted.get();
    }

    /** Sheddable tasks that were answered with 503 and a time to try again. */
    long shed() {
        return shed.get();
    }

    @Nullable
    Instant firstShed() {
        return firstShed.get();
    }

    /** Fails if anything but the expected answers came. */
    void check() {
        Throwable failure = problem.get();
        if (failure != null) {
            throw new AssertionError("the load met what it did not expect", failure);
        }
    }

    private void deductions() {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            tasks.add(Api.deduction("loop-" + sent.incrementAndGet()));
        }
        for (JsonNode result : api.batch(tasks)) {
            if (result.path("status").asInt() != 201) {
                refused.incrementAndGet();
            }
        }
    }

    private void sheddable() {
        Api.Answer answer = api.submit(Map.of("type", "probe-noop", "payload", Map.of(), "criticality", "SHEDDABLE"));
        switch (answer.status()) {
            case 201 -> admitted.incrementAndGet();
            case 503 -> {
                if (!answer.header("Retry-After").matches("\\d+")) {
                    throw new AssertionError("a 503 says not when to try again: " + answer);
                }
                firstShed.compareAndSet(null, Instant.now());
                shed.incrementAndGet();
            }
            default -> throw new AssertionError("a sheddable task was answered " + answer);
        }
    }

    /* An exception would end the schedule in silence. */
    private void safely(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | AssertionError e) {
            problem.compareAndSet(null, e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                throw new AssertionError("the load did not end");
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
