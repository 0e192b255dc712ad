package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;
import java.util.Set;

/**
 * What one tier does, and for how long.
 *
 * @param minHold no automatic release sooner after the tier came into force
 * @param maxTime in force for longer than this, the tier waits for a person to look at it and release it
 * @param observe a dry run: the tier is decided and shown, and nothing of it is done
 */
public record TierPolicy(Duration minHold, Duration maxTime, boolean observe, TierActions actions) {

    public TierPolicy {
        if (minHold.isNegative()) {
            throw new IllegalArgumentException("the minimum hold is negative: " + minHold);
        }
        if (maxTime.compareTo(minHold) < 0) {
            throw new IllegalArgumentException(
                    "the maximum time " + maxTime + " is shorter than the minimum hold " + minHold);
        }
    }

    /** A tier that sheds, and cuts the concurrency. */
    public TierPolicy(Duration minHold, Duration maxTime, Set<Criticality> sheds, double concurrencyShare) {
        this(minHold, maxTime, false, TierActions.of(sheds, concurrencyShare));
    }

    public Set<Criticality> sheds() {
        return actions.sheds();
    }

    public TierPolicy withMinHold(Duration minHold) {
        return new TierPolicy(minHold, maxTime, observe, actions);
    }

    public TierPolicy withMaxTime(Duration maxTime) {
        return new TierPolicy(minHold, maxTime, observe, actions);
    }

    public TierPolicy withObserve(boolean observe) {
        return new TierPolicy(minHold, maxTime, observe, actions);
    }

    public TierPolicy withActions(TierActions actions) {
        return new TierPolicy(minHold, maxTime, observe, actions);
    }

    public TierPolicy withSheds(Set<Criticality> sheds) {
        return withActions(actions.withSheds(sheds));
    }

    public TierPolicy withConcurrencyShare(double share) {
        return withActions(actions.withConcurrency(ConcurrencyShares.of(share)));
    }
}
