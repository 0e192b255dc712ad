package io.spillway.server.config;

import io.spillway.server.redis.MemoryLimits;
import io.spillway.server.redis.RedisUrl;
import java.util.Optional;

/**
 * Which Redis is used, and how full it may get.
 *
 * @param url empty to start an embedded one in the data folder
 * @param embeddedMaxMemory in bytes; empty for half of the machine's memory
 * @param checkShare the share of its time in which a node looks whether each task is where it belongs
 */
public record RedisConfig(
        Optional<RedisUrl> url, MemoryLimits memory, Optional<Long> embeddedMaxMemory, double checkShare) {

    static final double CHECK_SHARE = 0.03;
    private static final double LEAST_SHARE = 0.001;
    private static final double MOST_SHARE = 0.5;

    public RedisConfig {
        if (checkShare < LEAST_SHARE || checkShare > MOST_SHARE) {
            throw new IllegalArgumentException(
                    "check-share must be from " + LEAST_SHARE + " to " + MOST_SHARE + ", and is " + checkShare);
        }
    }
}
