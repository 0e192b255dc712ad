package io.spillway.bench.machine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** When a shared machine is fit to be measured on. */
public final class Quiet {

    /** A run in which others used more does not count. */
    public static final double CORES = 0.1;

    private static final Duration LOOK = Duration.ofSeconds(5);

    private Quiet() {}

    /** Waits until others have used next to nothing for five seconds. @return whether that was within the time */
    public static boolean await(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < until) {
            Others others = Others.begin();
            LockSupport.parkNanos(LOOK.toNanos());
            if (others.cores() <= CORES) {
                return true;
            }
        }
        return false;
    }
}
