package io.spillway.server.redis;

import java.time.Duration;

/**
 * How long ended tasks are kept.
 *
 * @param retention of succeeded and canceled ones, and of their idempotency keys
 * @param deadLetterRetention of failed ones, and of theirs
 */
public record TaskQueueConfig(Duration retention, Duration deadLetterRetention) {

    public static final TaskQueueConfig DEFAULT = new TaskQueueConfig(Duration.ofHours(24), Duration.ofDays(7));

    public TaskQueueConfig {
        if (retention.toMillis() < 1 || deadLetterRetention.toMillis() < 1) {
            throw new IllegalArgumentException("a retention must be positive");
        }
    }
}
