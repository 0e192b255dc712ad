package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeState.Phase;
import io.spillway.server.degrade.ScopeState.Why;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;

/** How a tier is held, and how it goes: in steps, down to a lower one or to none. */
final class Ramp {

    private final DegradeConfig config;
    private final Clearance clearance;

    Ramp(DegradeConfig config, Clearance clearance) {
        this.config = config;
        this.clearance = clearance;
    }

    Duration hold(Tier tier, int doublings) {
        Duration hold = config.policy(tier).minHold();
        Duration longest = hold.compareTo(TierEngine.LONGEST_HOLD) > 0 ? hold : TierEngine.LONGEST_HOLD;
        for (int i = 0; i < doublings && hold.compareTo(longest) < 0; i++) {
            hold = hold.multipliedBy(2);
        }
        return hold.compareTo(longest) > 0 ? longest : hold;
    }

    /** Until when a tier is held that is held from now on, and perhaps for longer already. */
    Instant heldAnew(ScopeState.Memory memory, Tier tier, Instant now) {
        Instant until = now.plus(hold(tier, memory.cycles().doublings()));
        Instant held = memory.heldUntil().get(tier);
        return held != null && held.isAfter(until) ? held : until;
    }

    /* One step a decision, however late the decision comes. */
    ScopeState stepDown(ScopeState state, Tier required, Signals signals, Instant now) {
        ScopeStatus status = state.status();
        Instant steppedAt = state.memory().steppedAt();
        Duration step = config.pace().rampStep();
        boolean early = steppedAt != null && now.isBefore(steppedAt.plus(step));
        if (state.is(State.RECOVERING) && (early || clearance.waits(state))) {
            return state.withFloor(required);
        }
        double intensity = config.pace().below(status.intensity());
        if (intensity <= 0) {
            return required == Tier.NONE ? released(state, now) : landed(state, required, signals, now);
        }
        Why why = new Why(now.plus(step), Reasons.recovering(intensity), null);
        return state.with(state.memory().step(now))
                .to(new Phase(State.RECOVERING, state.tier(), intensity), status.since(), why)
                .withFloor(required);
    }

    private static ScopeState released(ScopeState state, Instant now) {
        return state.with(state.memory().release(now))
                .to(new Phase(State.NORMAL, Tier.NONE, 0), now, new Why(null, null, null));
    }

    private ScopeState landed(ScopeState state, Tier tier, Signals signals, Instant now) {
        ScopeState.Memory memory = state.memory();
        Instant held = memory.heldUntil().get(tier);
        Instant until = held != null && held.isAfter(now)
                ? held
                : now.plus(hold(tier, memory.cycles().doublings()));
        Course course = memory.course().with(clearance.first(tier, signals, now));
        return state.with(memory.land(now).hold(tier, until).with(course))
                .to(new Phase(State.ENGAGED, tier, 1), now, new Why(until, Reasons.landed(), null));
    }
}
