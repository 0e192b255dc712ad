package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is said and done while a tier is in force that is only observed. A tier in a dry run must not weaken one that is none:
 * the most severe lower tier that is asked for or held acts below it, as the floor does in a release.
 */
final class DryRun {

    private DryRun() {}

    /** The decided state with the floor that acts, where the decided tier does not. @param config the scope's own */
    static ScopeState under(ScopeState decided, Signals signals, DegradeConfig config, Instant now) {
        Tier tier = decided.tier();
        if (tier == Tier.NONE
                || decided.is(State.MANUAL_HOLD)
                || !config.policy(tier).observe()) {
            return decided;
        }
        Tier asked = signals.drives().stream()
                .map(ControlLabels.Drive::tier)
                .filter(each -> acts(each, tier, config))
                .reduce(Tier.NONE, Tier::or);
        ScopeState held = asked == Tier.NONE || decided.memory().heldUntil().containsKey(asked)
                ? decided
                : decided.with(decided.memory()
                        .hold(asked, now.plus(config.policy(asked).minHold())));
        Tier floor = held.memory().heldUntil().entrySet().stream()
                .filter(each -> acts(each.getKey(), tier, config) && now.isBefore(each.getValue()))
                .map(each -> each.getKey())
                .reduce(asked, Tier::or);
        return held.withFloor(floor);
    }

    private static boolean acts(Tier tier, Tier below, DegradeConfig config) {
        return tier.compareTo(below) < 0 && !config.policy(tier).observe();
    }

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
