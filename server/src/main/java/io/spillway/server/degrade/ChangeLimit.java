package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeState.Phase;
import io.spillway.server.degrade.ScopeState.Why;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often what is in force for a scope may change within an hour: what would be more is latched, with all that was in
 * force before and all that would be. A latched tier can still rise twice, and so the latch comes that much earlier.
 */
final class ChangeLimit {

    private static final int RISES = 2;

    private final Pace pace;

    ChangeLimit(Pace pace) {
        this.pace = pace;
    }

    ScopeState applied(ScopeState before, ScopeState after, Instant now) {
        if (!isChange(before.status(), after.status())) {
            return after;
        }
        int changes = after.memory().course().changesUntil(now) + 1;
        boolean last = isReached(after.memory().course(), now) && !after.is(State.LATCHED);
        ScopeState next = last ? latched(stronger(before, after), Reasons.restless(changes)) : after;
        return next.with(next.memory().with(after.memory().course().changed(now)));
    }

    /** Whether the next change would be one too many. */
    boolean isReached(Course course, Instant now) {
        return course.changesUntil(now) + 1 >= pace.bounds().maxChanges() - RISES;
    }

    /** The state from which only a person releases, in full. */
    static ScopeState latched(ScopeState state, @Nullable String reason) {
        ScopeStatus status = state.status();
        return state.to(
                new Phase(State.LATCHED, status.tier(), 1), status.since(), new Why(null, reason, status.alert()));
    }

    private static ScopeState stronger(ScopeState before, ScopeState after) {
        return before.tier().compareTo(after.tier()) >= 0 ? before : after;
    }

    /* That an alert asks for a tier which is not in force yet changes nothing. */
    private static boolean isChange(ScopeStatus before, ScopeStatus after) {
        boolean same = before.tier() == after.tier()
                && before.state() == after.state()
                && before.intensity() == after.intensity();
        boolean idle = before.tier() == Tier.NONE && after.tier() == Tier.NONE;
        return !same && !idle;
    }
}
