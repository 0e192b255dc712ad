package io.spillway.server.pool;

import java.time.Duration;

/**
 * The size of the pool, and what moves it.
 *
 * @param minWorkers how many tasks the node can always run at the same time
 * @param maxWorkers how many at the most; as many as the least make a pool of a fixed size
 * @param growth when it takes more
 * @param idle how long workers must have had nothing to do before they are given up
 * @param closeTimeout how long closing waits for interrupted tasks to end
 */
public record PoolConfig(int minWorkers, int maxWorkers, Growth growth, Duration idle, Duration closeTimeout) {

    public static final PoolConfig DEFAULT =
            new PoolConfig(4, 128, Growth.DEFAULT, Duration.ofSeconds(60), Duration.ofSeconds(5));

    /**
     * When the pool takes more workers, and when it must not.
     *
     * @param rate more tasks than this come in a second
     * @param p95 or the time from when a task could begin to its end is longer than this for one in twenty
     * @param maxCpu not while the process has more than this share of the processors
     * @param maxHeap not while more than this share of the heap was in use after the last collection
     */
    public record Growth(int rate, Duration p95, double maxCpu, double maxHeap) {

        public static final Growth DEFAULT = new Growth(5000, Duration.ofMillis(200), 0.9, 0.85);

        public Growth {
            if (rate < 1) {
                throw new IllegalArgumentException("a rate to grow at must be at least 1 a second, not " + rate);
            }
            if (p95.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("a P95 to grow at must be at least 1 ms, not " + p95);
            }
        }
    }

    public PoolConfig {
        if (minWorkers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker, not " + minWorkers);
        }
        if (maxWorkers < minWorkers) {
            throw new IllegalArgumentException(
                    "the least number of workers, " + minWorkers + ", is over the most, " + maxWorkers);
        }
        if (idle.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("workers are given up after 1s or more without work, not " + idle);
        }
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("a time to wait must not be negative: " + closeTimeout);
        }
    }

    /** A pool that keeps its size. */
    public static PoolConfig fixed(int workers, Duration closeTimeout) {
        return new PoolConfig(workers, workers, Growth.DEFAULT, DEFAULT.idle, closeTimeout);
    }
}
