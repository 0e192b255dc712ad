package io.spillway.server.sla;

import java.time.Duration;

/**
 * What a task type promises.
 *
 * @param success the share of tasks that must not fail or expire, between 0 and 1, such as 0.999
 * @param latencyShare the share of tasks that must end within {@code latency}, such as 0.95
 * @param latency a bound of the latency histogram (10 ms × 2ⁿ), so that the share can be counted exactly
 */
public record Objective(double success, double latencyShare, Duration latency) {

    public Objective {
        if (!(success > 0 && success < 1)) {
            throw new IllegalArgumentException("success objective must lie between 0 and 1, not " + success);
        }
        if (!(latencyShare > 0 && latencyShare < 1)) {
            throw new IllegalArgumentException("latency share must lie between 0 and 1, not " + latencyShare);
        }
        if (!Latencies.isBound(latency)) {
            throw new IllegalArgumentException(
                    "latency objective must be one of 10, 20, 40, 80, 160, 320, 640 and 1280 ms, "
                            + "the bounds that tasks are counted at, not " + latency.toMillis() + " ms");
        }
    }
}
