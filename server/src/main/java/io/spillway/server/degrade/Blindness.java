package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeState.Memory;
import io.spillway.server.degrade.ScopeState.Phase;
import io.spillway.server.degrade.ScopeState.Why;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Instant;

/** How a tier that is in force freezes while nothing is known of the numbers, and how it goes on afterwards. */
final class Blindness {

    private final DegradeConfig config;
    private final Ramp ramp;

    Blindness(DegradeConfig config, Ramp ramp) {
        this.config = config;
        this.ramp = ramp;
    }

    ScopeState begun(ScopeState state, Signals signals) {
        ScopeStatus status = state.status();
        String reason = signals.silent()
                ? Reasons.blind(config.pace().watchdogSilence())
                : Reasons.stale(config.pace().bounds().numbersAge());
        Why why = new Why(null, reason, status.alert());
        return state.to(new Phase(State.FROZEN, status.tier(), status.intensity()), status.since(), why)
                .withFloor(state.floor());
    }

    /** The state as it would be without the freeze: an alert may still raise it. */
    static ScopeState ignored(ScopeState state) {
        ScopeStatus status = state.status();
        Why why = new Why(state.memory().heldUntil().get(status.tier()), status.reason(), status.alert());
        return state.to(phase(state), status.since(), why).withFloor(state.floor());
    }

    /* Alerts need their "for" before they can fire again, so what was in force in full is held anew. */
    ScopeState ended(ScopeState state, Instant now) {
        ScopeStatus status = state.status();
        Phase phase = phase(state);
        boolean recovering = phase.state() == State.RECOVERING;
        Tier tier = status.tier();
        Instant until = recovering ? now.plus(config.pace().rampStep()) : ramp.heldAnew(state.memory(), tier, now);
        Memory memory = recovering ? state.memory().step(now) : state.memory().hold(tier, until);
        Course course = memory.course();
        // What the numbers were before says nothing; the next look finds out whether they are good.
        memory = course.sight() == null ? memory : memory.with(course.with(new Course.Sight(true, now)));
        return state.with(memory)
                .to(phase, status.since(), new Why(until, Reasons.sighted(), null))
                .withFloor(state.floor());
    }

    private static Phase phase(ScopeState state) {
        ScopeStatus status = state.status();
        State was = state.memory().isReleasing() ? State.RECOVERING : State.ENGAGED;
        return new Phase(was, status.tier(), status.intensity());
    }
}
