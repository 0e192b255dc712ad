package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import org.jspecify.annotations.Nullable;

/** What is said while a tier is in force that is only observed. */
final class DryRun {

    private DryRun() {}

    /** A state as people are told of it: what acts, or else what is observed. */
    static ScopeStatus shown(ScopeState state, DegradeConfig config) {
        ScopeStatus status = state.status();
        if (status.state() == State.NORMAL) {
            return status;
        }
        if (status.tier() == Tier.NONE) {
            return config.observe() ? as(status, status.tier(), State.OBSERVE, status.reason()) : status;
        }
        if (!config.observes(state.scope(), status.tier())) {
            return status;
        }
        Tier floor = state.floor();
        return floor == Tier.NONE || config.observes(state.scope(), floor)
                ? as(status, status.tier(), State.OBSERVE, status.reason())
                : as(status, floor, State.ENGAGED, Reasons.below(status.tier(), status.reason()));
    }

    private static ScopeStatus as(ScopeStatus status, Tier tier, State state, @Nullable String reason) {
        return new ScopeStatus(
                status.scope(),
                tier,
                state,
                state == State.ENGAGED ? 1 : status.intensity(),
                status.since(),
                status.until(),
                reason,
                status.alert(),
                status.by());
    }
}
