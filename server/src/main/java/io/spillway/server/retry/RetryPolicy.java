package io.spillway.server.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides whether a failed task is tried again, and after which pause. Pure. */
public final class RetryPolicy {

    private final RetryConfig config;

    public RetryPolicy(RetryConfig config) {
        this.config = config;
    }

    /** The pause before the next attempt, or empty if there shall be none: the task has failed. */
    public Optional<Duration> decide(FailedAttempt failed, RandomGenerator random) {
        if (!failed.cause().isRetryable() || failed.attempt() >= failed.maxAttempts()) {
            return Optional.empty();
        }
        Duration pause = longer(pause(failed, random), failed.after().orElse(Duration.ZERO));
        return pause.compareTo(failed.remaining()) < 0 ? Optional.of(pause) : Optional.empty();
    }

    private Duration pause(FailedAttempt failed, RandomGenerator random) {
        return switch (failed.cause()) {
            case DATABASE, LEASE_LOST -> Duration.ZERO;
            case THIRD_PARTY, THROTTLED, BUG, INVALID, DEADLINE, CANCELED -> jittered(step(failed.attempt()), random);
        };
    }

    private RetryConfig.Pause step(int attempt) {
        return switch (attempt) {
            case 1 -> config.first();
            case 2 -> config.second();
            default -> config.later();
        };
    }

    private static Duration jittered(RetryConfig.Pause pause, RandomGenerator random) {
        long jitter = pause.jitter().toNanos();
        return pause.length().plusNanos(random.nextLong(-jitter, jitter + 1));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
