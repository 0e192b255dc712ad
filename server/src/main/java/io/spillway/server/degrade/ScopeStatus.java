package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is in force for one scope.
 *
 * @param intensity 0 lets everything through, 1 applies the tier in full; between them while a tier is released in steps
 * @param since when this tier came into force, or the scope became normal
 * @param until no automatic release before then (ENGAGED), or the end of the switch (MANUAL_HOLD); null where there is none
 * @param reason a sentence for the operator
 * @param alert the fingerprint of the alert that drives the tier; null if none does
 * @param by who switched it by hand; null if nobody did
 */
public record ScopeStatus(
        Scope scope,
        Tier tier,
        State state,
        double intensity,
        Instant since,
        @Nullable Instant until,
        @Nullable String reason,
        @Nullable String alert,
        @Nullable String by) {

    /** Whether a tier is applied: a wish and a dry run are not. */
    public boolean isInForce() {
        return tier != Tier.NONE
                && switch (state) {
                    case ENGAGED, RECOVERING, MANUAL_HOLD, FROZEN, LATCHED -> true;
                    case NORMAL, PENDING, OBSERVE -> false;
                };
    }

    /** Where the engine of one scope is. */
    public enum State {
        /** No tier. */
        NORMAL,
        /** An alert asks for a tier, which is not in force yet. */
        PENDING,
        /** The tier is in force in full. */
        ENGAGED,
        /** The tier is being released in steps. */
        RECOVERING,
        /** A person decided, until the switch ends. */
        MANUAL_HOLD,
        /** Nothing is known of the numbers: the tier stays as it is. */
        FROZEN,
        /** It flapped too often: a person releases. */
        LATCHED,
        /** A dry run: what is shown would be in force. */
        OBSERVE
    }
}
