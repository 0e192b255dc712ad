package io.spillway.server.retry;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How failed tasks are tried again where their type says nothing else.
 *
 * @param policies one for each of {@link #CAUSES}; a lost lease is always tried again at once
 * @param totalTime how long after the beginning of its first attempt a task may still be tried again
 * @param maxRetryAfter the longest wait that another side may ask for: a task that is to wait longer fails
 */
public record RetryConfig(Map<Cause, Policy> policies, Duration totalTime, Duration maxRetryAfter) {

    /** The causes whose policy can be set. */
    public static final List<Cause> CAUSES =
            List.of(Cause.DATABASE, Cause.THIRD_PARTY, Cause.THROTTLED, Cause.TIMEOUT, Cause.BUG);

    private static final Policy AT_ONCE = Policy.of(Pause.of(Duration.ZERO));
    private static final Policy GROWING = Policy.of(millis(50, 10), millis(150, 20), millis(300, 50));

    public static final RetryConfig DEFAULT = new RetryConfig(
            Map.of(
                    Cause.DATABASE, AT_ONCE,
                    Cause.THIRD_PARTY, GROWING,
                    Cause.THROTTLED, GROWING,
                    Cause.TIMEOUT, GROWING,
                    Cause.BUG, GROWING),
            Duration.ofHours(1),
            Duration.ofMinutes(10));

    /**
     * What holds after failures by one cause.
     *
     * @param steps the pause before the second attempt, the third, and so on; the last one holds for all further attempts
     * @param maxAttempts how often a task is tried at the most, where its type allows more
     */
    public record Policy(List<Pause> steps, int maxAttempts) {

        public Policy {
            steps = List.copyOf(steps);
            if (steps.isEmpty()) {
                throw new IllegalArgumentException("there must be one step at least");
            }
            if (maxAttempts < 1) {
                throw new IllegalArgumentException("there must be one attempt at least, not " + maxAttempts);
            }
        }

        static Policy of(Pause... steps) {
            return new Policy(List.of(steps), Integer.MAX_VALUE);
        }

        /** The same steps, each any time from nothing to its length. */
        public Policy withFullJitter() {
            return new Policy(
                    steps.stream().map(step -> Pause.upTo(step.length())).toList(), maxAttempts);
        }

        public Policy withMaxAttempts(int maxAttempts) {
            return new Policy(steps, maxAttempts);
        }
    }

    public RetryConfig {
        policies = Map.copyOf(policies);
        if (!policies.keySet().equals(Set.copyOf(CAUSES))) {
            throw new IllegalArgumentException("there must be a policy for each of " + CAUSES);
        }
        if (!totalTime.isPositive()) {
            throw new IllegalArgumentException("the total time must be more than nothing: " + totalTime);
        }
        if (maxRetryAfter.isNegative()) {
            throw new IllegalArgumentException("the longest wait must not be negative: " + maxRetryAfter);
        }
    }

    Policy policy(Cause cause) {
        return policies.getOrDefault(cause, AT_ONCE);
    }

    private static Pause millis(long length, long jitter) {
        return Pause.of(Duration.ofMillis(length), Duration.ofMillis(jitter));
    }
}
