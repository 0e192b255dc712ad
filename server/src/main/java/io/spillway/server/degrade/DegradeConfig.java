package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the tiers behave.
 *
 * @param tiers the policies of {@code L1}, {@code L2} and {@code L3}
 * @param coreTypes the task types that a tier of the core path protects
 * @param observe a dry run: tiers are decided and shown, and everything is let through
 * @param overrides the policies that differ in one scope
 */
public record DegradeConfig(
        Map<Tier, TierPolicy> tiers,
        Pace pace,
        Set<String> coreTypes,
        ControlLabels labels,
        boolean observe,
        Map<Scope, Map<Tier, TierPolicy>> overrides) {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Set<Criticality> NON_CRITICAL = Set.of(Criticality.SHEDDABLE, Criticality.SHEDDABLE_PLUS);

    public DegradeConfig {
        tiers = Map.copyOf(tiers);
        coreTypes = Set.copyOf(coreTypes);
        overrides = overrides.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> Map.copyOf(each.getValue())));
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
                false,
                Map.of());
    }

    /** @param tier L1, L2 or L3 */
    public TierPolicy policy(Tier tier) {
        TierPolicy policy = tiers.get(tier);
        if (policy == null) {
            throw new IllegalArgumentException("no policy for tier " + tier);
        }
        return policy;
    }

    /** What holds in one scope. @param tier L1, L2 or L3 */
    public TierPolicy policy(Scope scope, Tier tier) {
        TierPolicy own = overrides.getOrDefault(scope, Map.of()).get(tier);
        return own == null ? policy(tier) : own;
    }

    /** Whether the tier is only shown there. */
    boolean observes(Scope scope, Tier tier) {
        return observe || policy(scope, tier).observe();
    }

    /** The same for one scope: its own policies are the tiers'. */
    DegradeConfig in(Scope scope) {
        Map<Tier, TierPolicy> own = overrides.get(scope);
        if (own == null) {
            return this;
        }
        Map<Tier, TierPolicy> merged = new EnumMap<>(tiers);
        merged.putAll(own);
        return new DegradeConfig(merged, pace, coreTypes, labels, observe, Map.of());
    }

    public DegradeConfig withPolicy(Tier tier, TierPolicy policy) {
        Map<Tier, TierPolicy> changed = new EnumMap<>(tiers);
        changed.put(tier, policy);
        return new DegradeConfig(changed, pace, coreTypes, labels, observe, overrides);
    }

    public DegradeConfig withPace(Pace pace) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe, overrides);
    }

    public DegradeConfig withCoreTypes(Set<String> coreTypes) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe, overrides);
    }

    public DegradeConfig withObserve(boolean observe) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe, overrides);
    }

    public DegradeConfig withLabels(ControlLabels labels) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe, overrides);
    }

    public DegradeConfig withOverrides(Map<Scope, Map<Tier, TierPolicy>> overrides) {
        return new DegradeConfig(tiers, pace, coreTypes, labels, observe, overrides);
    }
}
