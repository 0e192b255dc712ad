package io.spillway.server.redis;

import java.time.Duration;

/**
 * How long ended tasks are kept, and how many of those that failed are tried again.
 *
 * @param retention of succeeded and canceled ones, and of their idempotency keys
 * @param deadLetterRetention of failed ones, and of theirs
 */
public record TaskQueueConfig(Duration retention, Duration deadLetterRetention, RetryBudget retryBudget) {

    public static final TaskQueueConfig DEFAULT =
            new TaskQueueConfig(Duration.ofHours(24), Duration.ofDays(7), RetryBudget.DEFAULT);

    public TaskQueueConfig {
        if (retention.toMillis() < 1 || deadLetterRetention.toMillis() < 1) {
            throw new IllegalArgumentException("a retention must be positive");
        }
    }

    /**
     * How much the retries of a type may add to its load, in the whole cluster. What is over it waits.
     *
     * @param share of first attempts; negative for no budget
     * @param perSecond retries a second that are always allowed
     * @param maxWait what would have to wait for longer fails instead
     */
    public record RetryBudget(double share, double perSecond, Duration maxWait) {

        public static final RetryBudget DEFAULT = new RetryBudget(0.2, 10, Duration.ofSeconds(10));

        public RetryBudget {
            if (perSecond <= 0) {
                throw new IllegalArgumentException("a retry budget must allow some retries a second");
            }
            if (maxWait.isNegative()) {
                throw new IllegalArgumentException("a time to wait must not be negative: " + maxWait);
            }
        }
    }
}
