package io.spillway.server.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for a condition, never longer than half a minute. */
public final class Conditions {

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int TRIES = 6000;

    private Conditions() {}

    public static void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < TRIES; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("in vain waited for: " + what);
    }
}
