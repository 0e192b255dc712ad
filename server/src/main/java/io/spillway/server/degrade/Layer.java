package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.util.ArrayList;
import java.util.List;

/**
 * A tier that acts in one scope: the one in force, at its intensity, or the floor below it, in full.
 *
 * @param status of the scope
 */
record Layer(Tier tier, TierPolicy policy, double intensity, ScopeStatus status) {

    /** Those of a scope, the one in force first; none of a tier that is only observed. */
    static List<Layer> of(ScopeState state, DegradeConfig config) {
        List<Layer> layers = new ArrayList<>(2);
        ScopeStatus status = state.status();
        for (Tier tier : List.of(state.tier(), state.floor())) {
            if (tier != Tier.NONE && !config.observes(state.scope(), tier)) {
                double intensity = tier == state.floor() ? 1 : status.intensity();
                layers.add(new Layer(tier, config.policy(state.scope(), tier), intensity, status));
            }
        }
        return List.copyOf(layers);
    }

    Scope scope() {
        return status.scope();
    }

    TierActions actions() {
        return policy.actions();
    }

    /** The share of what has the criticality that is not let through. */
    double shed(Criticality criticality) {
        return actions().sheds().contains(criticality) ? intensity : 0;
    }

    /** The share of the workers that the type may have. @param isCore whether a tier of the core path is there for it */
    double share(String type, boolean isCore) {
        ConcurrencyShares shares = actions().concurrency();
        boolean spared = isCore && scope() instanceof Scope.Core && !shares.names(type);
        return spared ? 1 : 1 - (1 - shares.of(type)) * intensity;
    }
}
