package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * How the tiers behave.
 *
 * @param tiers the policies of {@code L1}, {@code L2} and {@code L3}
 * @param coreTypes the task types that a tier of the core path protects
 * @param observe a dry run: tiers are decided and shown, and everything is let through
 */
public record DegradeConfig(
        Map<Tier, TierPolicy> tiers, Pace pace, Set<String> coreTypes, ControlLabels labels, boolean observe) {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Set<Criticality> NON_CRITICAL = Set.of(Criticality.SHEDDABLE, Criticality.SHEDDABLE_PLUS);

    public DegradeConfig {
        tiers = Map.copyOf(tiers);
        coreTypes = Set.copyOf(coreTypes);
        if (!tiers.keySet().equals(Set.of(Tier.L1, Tier.L2, Tier.L3))) {
            throw new IllegalArgumentException("L1, L2 and L3 need a policy each, and nothing else: " + tiers.keySet());
        }
    }

    public static DegradeConfig defaults() {
        return new DegradeConfig(
                Map.of(
                        Tier.L1, new TierPolicy(Duration.ofMinutes(30), DAY, Set.of(Criticality.SHEDDABLE), 1),
                        Tier.L2, new TierPolicy(Duration.ofMinutes(5), DAY, NON_CRITICAL, 1),
                        Tier.L3, new TierPolicy(Duration.ofMinutes(10), DAY, NON_CRITICAL, 0.5)),
                Pace.DEFAULT,
                Set.of("stock-deduct", "coupon-redeem"),
                ControlLabels.DEFAULT,
                false);
    }

    /** @param tier L1, L2 or L3 */
    public TierPolicy policy(Tier tier) {
        TierPolicy policy = tiers.get(tier);
        if (policy == null) {
            throw new IllegalArgumentException("no policy for tier " + tier);
        }
        return policy;
    }

    public DegradeConfig withPolicy(Tier tier, TierPolicy policy) {
        Map<Tier, TierPolicy> changed = new EnumMap<>(tiers);
        changed.put(tier, policy);
        return new DegradeConfig(changed, pace, coreTypes, labels, observe);
    }

    public DegradeConfig withPace(Pace pace) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe);
    }

    public DegradeConfig withCoreTypes(Set<String> coreTypes) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe);
    }

    public DegradeConfig withObserve(boolean observe) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe);
    }
}
