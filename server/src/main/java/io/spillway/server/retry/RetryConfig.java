package io.spillway.server.retry;

import java.time.Duration;

/** How long the pauses between attempts are. A type's number of attempts is its own: {@code TaskType.maxAttempts}. */
public record RetryConfig(Pause first, Pause second, Pause later) {

    public static final RetryConfig DEFAULT =
            new RetryConfig(Pause.ofMillis(50, 10), Pause.ofMillis(150, 20), Pause.ofMillis(300, 50));

    /** A length of time, give or take the jitter, so that tasks that failed together do not come again together. */
    public record Pause(Duration length, Duration jitter) {

        public Pause {
            if (length.isNegative()) {
                throw new IllegalArgumentException("a pause must not be negative: " + length);
            }
            if (jitter.isNegative() || jitter.compareTo(length) > 0) {
                throw new IllegalArgumentException(
                        "the jitter must lie between nothing and the pause of " + length + ": " + jitter);
            }
        }

        static Pause ofMillis(long length, long jitter) {
            return new Pause(Duration.ofMillis(length), Duration.ofMillis(jitter));
        }
    }
}
