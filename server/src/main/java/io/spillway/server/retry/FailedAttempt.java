package io.spillway.server.retry;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Retries;
import java.time.Duration;
import java.util.Optional;

/**
 * What a retry is decided by.
 *
 * @param attempt the number of the attempt that failed; 1 for the first
 * @param wanted how the task's type wants it
 * @param after how long to wait at least, where the other side said so
 * @param elapsed the time since the task's first attempt began
 * @param remaining the time left until the task's deadline
 */
public record FailedAttempt(
        Cause cause, int attempt, Retries wanted, Optional<Duration> after, Duration elapsed, Duration remaining) {

    public FailedAttempt {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are counted from 1: " + attempt);
        }
        if (after.isPresent() && after.get().isNegative()) {
            throw new IllegalArgumentException("a wait must not be negative: " + after.get());
        }
        if (elapsed.isNegative()) {
            throw new IllegalArgumentException("the time since the first attempt must not be negative: " + elapsed);
        }
    }
}
