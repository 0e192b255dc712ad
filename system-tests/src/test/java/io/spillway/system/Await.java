package io.spillway.system;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, never longer than a limit. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(50);
    /** A look costs the server and the test processor time that they, and what is waited for, could use. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private static final Duration LONGEST = Duration.ofMillis(250);
    private static final int SHARE = 10;

    private Await() {}

    public static void until(String what, Duration limit, BooleanSupplier condition) {
        value(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Watches that a condition holds, all the time. */
    public static void holds(String what, Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            if (!condition.getAsBoolean()) {
                throw new AssertionError("it did not hold for " + time.toMillis() / 1000.0 + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The first value that is there, seen at most a tenth of its time too late, and never more than a quarter of a second. */
    public static <T> T value(String what, Duration limit, Supplier<Optional<T>> source) {
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        while (true) {
            Optional<T> found = source.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("within " + limit.toMillis() / 1000.0 + " s there was not: " + what);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting for: " + what);
            }
            long share = (System.nanoTime() - begin) / SHARE;
            LockSupport.parkNanos(Math.clamp(share, SHORTEST.toNanos(), LONGEST.toNanos()));
        }
    }
}
