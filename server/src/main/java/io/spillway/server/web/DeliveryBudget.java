package io.spillway.server.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of Alertmanager's deliveries is read and taken in at the same time. A body takes many times its size while it is
 * read, so it is the bodies' sizes that are bounded, and with them how many there are.
 */
final class DeliveryBudget {

    private static final int UNIT = 64 * 1024;

    private final Semaphore units;
    private final int most;
    private final Duration patience;

    /** @param bytes of all bodies together @param patience how long a delivery waits for others to end */
    DeliveryBudget(int bytes, Duration patience) {
        most = Math.max(1, bytes / UNIT);
        units = new Semaphore(most, true);
        this.patience = patience;
    }

    /** What a body costs. @param length in bytes; below 0 if the sender does not say @param max that it may have */
    int cost(long length, int max) {
        long counted = length < 0 ? max : Math.min(length, max);
        return (int) Math.min(most, counted / UNIT + 1);
    }

    /** False if there is no room for it; else {@link #giveBack} it. */
    boolean take(int cost) {
        try {
            return units.tryAcquire(cost, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void giveBack(int cost) {
        units.release(cost);
    }
}
