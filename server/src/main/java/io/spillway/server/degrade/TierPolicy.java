package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;
import java.util.Set;

/**
 * What one tier does, and for how long.
 *
 * @param minHold no automatic release sooner after the tier came into force
 * @param maxTime in force for longer than this, the tier waits for a person to look at it and release it
 * @param sheds what is not let through; never {@code CRITICAL_PLUS}
 * @param concurrencyShare of the workers that a type may have at the most; above 0, up to 1
 */
public record TierPolicy(Duration minHold, Duration maxTime, Set<Criticality> sheds, double concurrencyShare) {

    public TierPolicy {
        sheds = Set.copyOf(sheds);
        if (minHold.isNegative()) {
            throw new IllegalArgumentException("the minimum hold is negative: " + minHold);
        }
        if (maxTime.compareTo(minHold) < 0) {
            throw new IllegalArgumentException(
                    "the maximum time " + maxTime + " is shorter than the minimum hold " + minHold);
        }
        if (sheds.contains(Criticality.CRITICAL_PLUS)) {
            throw new IllegalArgumentException("CRITICAL_PLUS cannot be shed by any tier");
        }
        if (!(concurrencyShare > 0 && concurrencyShare <= 1)) {
            throw new IllegalArgumentException(
                    "the concurrency share must be above 0 and at most 1, not " + concurrencyShare);
        }
    }

    public TierPolicy withMinHold(Duration minHold) {
        return new TierPolicy(minHold, maxTime, sheds, concurrencyShare);
    }

    public TierPolicy withMaxTime(Duration maxTime) {
        return new TierPolicy(minHold, maxTime, sheds, concurrencyShare);
    }

    public TierPolicy withSheds(Set<Criticality> sheds) {
        return new TierPolicy(minHold, maxTime, sheds, concurrencyShare);
    }

    public TierPolicy withConcurrencyShare(double concurrencyShare) {
        return new TierPolicy(minHold, maxTime, sheds, concurrencyShare);
    }
}
