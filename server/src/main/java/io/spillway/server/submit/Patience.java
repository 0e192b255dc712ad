package io.spillway.server.submit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Keeps callers waiting, and no more of them at once than a server can bear. */
final class Patience {

    private static final int CALLERS = 1000;

    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(CALLERS);

    Patience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Waits on behalf of a caller. False, at once, where too many are waiting already. */
    boolean keepWaiting(Duration time) {
        if (!places.tryAcquire()) {
            return false;
        }
        try {
            long until = nanoTime.getAsLong() + time.toNanos();
            long left = time.toNanos();
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(left);
                left = until - nanoTime.getAsLong();
            }
            return true;
        } finally {
            places.release();
        }
    }
}
