package io.spillway.server.retry;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.util.Optional;

/**
 * What a retry is decided by.
 *
 * @param attempt the number of the attempt that failed; 1 for the first
 * @param after how long to wait at least, where the other side said so
 * @param remaining the time left until the task's deadline
 */
public record FailedAttempt(Cause cause, int attempt, int maxAttempts, Optional<Duration> after, Duration remaining) {

    public FailedAttempt {
        if (attempt < 1 || maxAttempts < 1) {
            throw new IllegalArgumentException("attempts are counted from 1: " + attempt + " of " + maxAttempts);
        }
        if (after.isPresent() && after.get().isNegative()) {
            throw new IllegalArgumentException("a wait must not be negative: " + after.get());
        }
    }
}
