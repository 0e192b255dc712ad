package io.spillway.server.breaker;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that ended within a rolling window, in slices that fall out one by one. Nothing is allocated per attempt. Not
 * thread-safe.
 */
final class RecentAttempts {

    private static final int SLICES = 30;

    private final long origin;
    private final long sliceNanos;
    private final Slice[] slices = new Slice[SLICES];
    private final Slice all = new Slice();
    private long newest;

    /** @param now by the node's monotonic clock, as all times here */
    RecentAttempts(Duration window, long now) {
        this.origin = now;
        this.sliceNanos = window.toNanos() / SLICES;
        Arrays.setAll(slices, _ -> new Slice());
    }

    private static final class Slice {
        private final long[] failures = new long[Cause.values().length];
        private long attempts;
        private long failed;
        private int peak;

        void clear() {
            Arrays.fill(failures, 0);
            attempts = 0;
            failed = 0;
            peak = 0;
        }

        void takeOff(Slice other) {
            attempts -= other.attempts;
            failed -= other.failed;
            for (int i = 0; i < failures.length; i++) {
                failures[i] -= other.failures[i];
            }
        }
    }

    /** Notes that an attempt ended. @param failure why it failed, null if it did not */
    void ended(@Nullable Cause failure, long now) {
        Slice slice = slice(now);
        slice.attempts++;
        all.attempts++;
        if (failure != null) {
            slice.failed++;
            all.failed++;
            slice.failures[failure.ordinal()]++;
            all.failures[failure.ordinal()]++;
        }
    }

    /** Notes how many run at the same time. */
    void running(int count, long now) {
        Slice slice = slice(now);
        slice.peak = Math.max(slice.peak, count);
    }

    boolean passes(BreakerConfig.Trip trip) {
        return trip.isPassed(all.attempts, all.failed);
    }

    Tally tally(long now) {
        Slice unused = slice(now);
        return Tally.of(all.attempts, all.failed, all.failures);
    }

    /** How many ran at the same time at the most. */
    int peak() {
        int peak = 0;
        for (Slice each : slices) {
            peak = Math.max(peak, each.peak);
        }
        return peak;
    }

    void clear() {
        all.clear();
        for (Slice each : slices) {
            each.clear();
        }
    }

    private Slice slice(long now) {
        long index = Math.max(newest, (now - origin) / sliceNanos);
        for (long each = Math.max(newest + 1, index - SLICES + 1); each <= index; each++) {
            Slice old = slices[(int) (each % SLICES)];
            all.takeOff(old);
            old.clear();
        }
        newest = index;
        return slices[(int) (index % SLICES)];
    }
}
