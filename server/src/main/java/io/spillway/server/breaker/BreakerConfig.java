package io.spillway.server.breaker;

import java.time.Duration;

/**
 * When breakers open, and how they close again.
 *
 * @param enabled whether they open by themselves; people can open and close them in any case
 * @param probeRatio the share of the probes of a rung that may fail
 */
public record BreakerConfig(boolean enabled, Trip trip, Pause pause, double probeRatio) {

    public static final BreakerConfig DEFAULT = new BreakerConfig(
            true,
            new Trip(0.005, 1_000, 10, Duration.ofMinutes(1)),
            new Pause(Duration.ofSeconds(5), Duration.ofMinutes(1)),
            0.05);

    public BreakerConfig {
        if (probeRatio < 0 || probeRatio >= 1) {
            throw new IllegalArgumentException("the share of probes that may fail is 0 or more, and less than 1");
        }
    }

    /**
     * What opens a breaker: all of it at the same time.
     *
     * @param failureRatio the share of failures that is still let pass
     * @param minAttempts so many must have ended within the window, so that a few can't decide
     * @param minFailures so many must have failed among them
     * @param window what is looked at: the time until now
     */
    public record Trip(double failureRatio, int minAttempts, int minFailures, Duration window) {

        public Trip {
            if (failureRatio < 0 || failureRatio >= 1) {
                throw new IllegalArgumentException("the share of failures is 0 or more, and less than 1");
            }
            if (minAttempts < 1 || minFailures < 1) {
                throw new IllegalArgumentException("at least one attempt, and one failure, must decide");
            }
            if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("the window is from 1s to 1h long");
            }
        }

        /** Whether so many failures are too many. */
        boolean isPassed(long attempts, long failures) {
            return attempts >= minAttempts && failures >= minFailures && failures > failureRatio * attempts;
        }
    }

    /**
     * How long an open breaker waits before its first probe.
     *
     * @param first the first time; doubled each time that the probes fail
     * @param longest no wait is longer
     */
    public record Pause(Duration first, Duration longest) {

        public Pause {
            if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException(
                        "the first wait is longer than nothing, and no longer than the longest");
            }
            if (longest.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("no wait is longer than 1d");
            }
        }

        /** @param failed how often the probes have failed in a row @param chance from 0 to 1; takes up to a fifth off */
        Duration after(int failed, double chance) {
            long nanos = first.toNanos();
            for (int i = 0; i < failed && nanos < longest.toNanos(); i++) {
                nanos *= 2;
            }
            return Duration.ofNanos((long) (Math.min(nanos, longest.toNanos()) * (1 - 0.2 * chance)));
        }
    }
}
