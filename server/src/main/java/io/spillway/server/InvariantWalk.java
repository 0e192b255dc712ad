package io.spillway.server;

import io.spillway.server.redis.RedisInvariants;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.telemetry.ServerMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Walks over all tasks all the time, and exports what is not where it belongs: for a share of the time at the
 * most, so more slowly where Redis or the node is busy.
 */
record InvariantWalk(RedisInvariants invariants, ServerMetrics metrics, double share) {

    private static final Duration STEP = Duration.ofMillis(15);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration AWAY = Duration.ofSeconds(2);

    Duration runOnce() {
        long begin = System.nanoTime();
        try {
            Optional<Map<String, Long>> walked = invariants.step();
            walked.ifPresent(metrics::walked);
            long rest = (long) ((System.nanoTime() - begin) * (1 - share) / share);
            return walked.isPresent() ? REST : Duration.ofNanos(Math.clamp(rest, STEP.toNanos(), REST.toNanos()));
        } catch (QueueUnavailableException e) {
            // What is known stays; that Redis is away is said where it matters.
            return AWAY;
        }
    }
}
