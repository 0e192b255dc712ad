package io.spillway.server;

import io.spillway.server.redis.RedisInvariants;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.telemetry.ServerMetrics;
import java.time.Duration;

/** Walks over all tasks all the time, slowly, and exports what is not where it belongs. */
record InvariantWalk(RedisInvariants invariants, ServerMetrics metrics) {

    private static final Duration STEP = Duration.ofMillis(100);

    Duration runOnce() {
        try {
            invariants.step().ifPresent(counts -> counts.forEach(metrics::invariantViolations));
        } catch (QueueUnavailableException e) {
            // What is known stays; that Redis is away is said where it matters.
            return STEP.multipliedBy(20);
        }
        return STEP;
    }
}
