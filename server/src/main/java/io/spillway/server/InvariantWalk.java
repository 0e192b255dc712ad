package io.spillway.server;

import io.spillway.server.redis.RedisInvariants;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.telemetry.ServerMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Walks over all tasks all the time, some 2,000 a second, and exports what is not where it belongs. */
record InvariantWalk(RedisInvariants invariants, ServerMetrics metrics) {

    private static final Duration STEP = Duration.ofMillis(15);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration AWAY = Duration.ofSeconds(2);

    Duration runOnce() {
        try {
            Optional<Map<String, Long>> walked = invariants.step();
            walked.ifPresent(counts -> counts.forEach(metrics::invariantViolations));
            return walked.isPresent() ? REST : STEP;
        } catch (QueueUnavailableException e) {
            // What is known stays; that Redis is away is said where it matters.
            return AWAY;
        }
    }
}
