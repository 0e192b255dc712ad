package io.spillway.server.engine;

import io.spillway.server.pool.RunUntilClosed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells attempts when their time is used up, and gives them up a little later where they do not heed it. There are no more of
 * them than workers, so each turn looks at all, and sleeps until the first deadline among them.
 */
final class DeadlineWatch implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final RunningAttempts running;
    private final LongSupplier nanoTime;
    private final Map<Attempt, Long> told = new HashMap<>();
    private final AtomicLong firstOfNew = new AtomicLong();
    private volatile long wakesAt;
    private volatile @Nullable RunUntilClosed loop;

    DeadlineWatch(RunningAttempts running, LongSupplier nanoTime) {
        this.running = running;
        this.nanoTime = nanoTime;
    }

    void start() {
        loop = RunUntilClosed.start("deadlines", this::runOnce);
    }

    /** Makes sure that it is awake in time for an attempt that has just begun. */
    void watch(Attempt attempt) {
        long deadline = attempt.deadlineNanos();
        if (deadline - firstOfNew.get() < 0) {
            firstOfNew.accumulateAndGet(deadline, DeadlineWatch::sooner);
        }
        RunUntilClosed current = loop;
        if (deadline - wakesAt < 0 && current != null) {
            current.wake();
        }
    }

    private Duration runOnce() {
        long now = nanoTime.getAsLong();
        // While it is awake nobody needs to wake it. What begins meanwhile is seen by firstOfNew, if not by the look
        // itself.
        wakesAt = now;
        firstOfNew.set(now + LONGEST.toNanos());
        long next = giveUp(now, look(now));
        wakesAt = sooner(next, firstOfNew.get());
        next = sooner(wakesAt, firstOfNew.get());
        return Duration.ofNanos(Math.max(0, next - now));
    }

    /** Tells attempts whose deadline has passed. Returns the next deadline. */
    private long look(long now) {
        long next = now + LONGEST.toNanos();
        for (Attempt attempt : running.all()) {
            if (attempt.isConcluded() || told.containsKey(attempt)) {
                continue;
            }
            if (attempt.deadlineNanos() - now <= 0) {
                attempt.outOfTime();
                told.put(attempt, now + GRACE.toNanos());
            } else {
                next = sooner(next, attempt.deadlineNanos());
            }
        }
        return next;
    }

    private static long sooner(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private long giveUp(long now, long next) {
        long first = next;
        for (Iterator<Map.Entry<Attempt, Long>> each = told.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Attempt, Long> entry = each.next();
            if (entry.getKey().isConcluded()) {
                each.remove();
            } else if (entry.getValue() - now <= 0) {
                entry.getKey().abandon();
                each.remove();
            } else {
                first = sooner(first, entry.getValue());
            }
        }
        return first;
    }

    @Override
    public void close() {
        RunUntilClosed current = loop;
        if (current != null) {
            current.close();
        }
    }
}
