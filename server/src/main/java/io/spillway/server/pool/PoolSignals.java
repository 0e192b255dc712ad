package io.spillway.server.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * What the size of the pool is decided on.
 *
 * @param peak the most tasks that ran at once since the last look
 * @param queue what waits; empty where nobody asked, or nobody knows
 * @param share of the workers that a type may have at the most; below 1 where a tier holds all of them down
 */
public record PoolSignals(int peak, Load load, Optional<Queue> queue, Machine machine, double share) {

    /**
     * What the tasks of the last second were like.
     *
     * @param rate tasks that came, or began, in a second: the larger of the two, lately
     * @param p95 of the time from when a task could begin to its end
     * @param run the mean time that they ran
     * @param ended how many ended: what the two times before are worth
     */
    public record Load(double rate, Duration p95, Duration run, long ended, Waits waits) {

        public static final Load NONE = new Load(0, Duration.ZERO, Duration.ZERO, 0, new Waits(Duration.ZERO, false));
    }

    /**
     * How long tasks waited before they began.
     *
     * @param p95 of those that began in the last second
     * @param easing whether those that began last waited clearly less than those before: a backlog is being worked off
     */
    public record Waits(Duration p95, boolean easing) {}

    /** What waits for a worker. @param oldest how long the first of it has waited */
    public record Queue(long tasks, Duration oldest) {}

    /**
     * What the machine has left.
     *
     * @param cpu the share of the processors that this process uses
     * @param heap the share of the heap that was in use after the last collection
     */
    public record Machine(double cpu, double heap) {}
}
