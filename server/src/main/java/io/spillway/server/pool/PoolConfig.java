package io.spillway.server.pool;

import java.time.Duration;

/**
 * The size of the pool.
 *
 * @param maxWorkers how many tasks the node runs at the same time
 * @param closeTimeout how long closing waits for interrupted tasks to end
 */
public record PoolConfig(int maxWorkers, Duration closeTimeout) {

    public static final PoolConfig DEFAULT = new PoolConfig(64, Duration.ofSeconds(5));

    public PoolConfig {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker, not " + maxWorkers);
        }
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("a time to wait must not be negative: " + closeTimeout);
        }
    }
}
