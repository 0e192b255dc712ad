package io.spillway.plugin.api;

import java.time.Duration;

/**
 * A wait before another attempt: any time between {@code length − jitter} and {@code length + jitter}, each as likely as
 * the others, so that tasks that failed together do not come again together.
 *
 * @param length at most 30 days
 * @param jitter no longer than the length
 */
public record Pause(Duration length, Duration jitter) {

    private static final Duration MAX = Duration.ofDays(30);

    public Pause {
        if (length.isNegative() || length.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("a pause must lie between nothing and 30 days: " + length);
        }
        if (jitter.isNegative() || jitter.compareTo(length) > 0) {
            throw new IllegalArgumentException(
                    "the jitter must lie between nothing and the pause of " + length + ": " + jitter);
        }
    }

    /** Always the same length. */
    public static Pause of(Duration length) {
        return new Pause(length, Duration.ZERO);
    }

    /** The length, give or take the jitter. */
    public static Pause of(Duration length, Duration jitter) {
        return new Pause(length, jitter);
    }

    /** Any time from nothing to the longest, which is known as full jitter. */
    public static Pause upTo(Duration longest) {
        Duration half = longest.dividedBy(2);
        return new Pause(half, half);
    }
}
