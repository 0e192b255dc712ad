package io.spillway.server.drill;

import java.time.Duration;

/**
 * What was asked for, and by whom.
 *
 * @param rate critical canaries a second
 * @param isScheduled whether the configuration asked, and no person
 * @param rule what the drill knows of the rule that watches the canary
 */
public record DrillOrder(
        String by,
        String reason,
        Duration timeLimit,
        double rate,
        Injection injection,
        boolean isScheduled,
        RuleTimes rule) {

    public static final double MIN_RATE = 5;
    public static final double MAX_RATE = 50;
    public static final Duration MIN_TIME = Duration.ofMinutes(1);
    public static final Duration MAX_TIME = Duration.ofHours(4);
    public static final int MAX_REASON = 500;

    public DrillOrder {
        if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
            throw new IllegalArgumentException(
                    "the rate must be from " + MIN_RATE + " to " + MAX_RATE + ", not " + rate);
        }
        if (timeLimit.compareTo(MIN_TIME) < 0 || timeLimit.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(
                    "the time limit must be from " + MIN_TIME + " to " + MAX_TIME + ", not " + timeLimit);
        }
    }

    /**
     * The times of the rule that watches the canary.
     *
     * @param window over which it counts
     * @param alertWithin how long it may take to fire once its threshold is exceeded
     */
    public record RuleTimes(Duration window, Duration alertWithin) {

        public static final RuleTimes DEFAULT = new RuleTimes(Duration.ofMinutes(5), Duration.ofMinutes(2));

        public RuleTimes {
            if (!window.isPositive() || !alertWithin.isPositive()) {
                throw new IllegalArgumentException("the rule's window " + window
                        + " and the time that its alert may take " + alertWithin + " must both be above zero");
            }
        }
    }
}
