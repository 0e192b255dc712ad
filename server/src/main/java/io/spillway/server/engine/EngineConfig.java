package io.spillway.server.engine;

import io.spillway.server.limits.LimitsConfig;
import java.time.Duration;

/**
 * How a node works.
 *
 * @param node the node's name: no other live node may have it
 * @param lease how long a node may work on a task without renewing; renewed at a third of it
 * @param poll how long a type goes without being looked at, where no bell rings for it
 * @param drain how long closing waits for running tasks before it interrupts them
 */
public record EngineConfig(String node, Duration lease, Duration poll, Duration drain, LimitsConfig limits) {

    public EngineConfig {
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("the lease must be 1s or more, so that it can be renewed in time");
        }
    }
}
