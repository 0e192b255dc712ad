package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.ScopeState.Memory;
import io.spillway.server.degrade.ScopeState.Phase;
import io.spillway.server.degrade.ScopeState.Why;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next state of one scope. Pure: the same state, signals and time give the same decision.
 *
 * <p>It follows levels, not edges: what counts is the most severe tier that any alert asks for at this moment. Going up
 * happens at once and may skip a tier. Going down waits until no alert asks for the tier and its minimum hold is over, and
 * then takes one ramp: the intensity falls in steps to the next tier that is still asked for or held (the floor, which
 * stays in force in full meanwhile), or to none. An alert that returns during the ramp brings the full tier back at once.
 *
 * <p>Against flapping: a tier that is engaged again during its release, or within {@link #SOON} after it, is held twice as
 * long as before, up to {@link #LONGEST_HOLD}; engaged more than {@link #MAX_CYCLES} times within an hour, it is latched,
 * and a person releases it. So does a tier that was in force for longer than its maximum time.
 *
 * <p>While the watchdog is silent the absence of an alert says nothing: tiers may rise, and none is released. When it is
 * heard again the hold begins anew, because alerts need their {@code for} before they can fire again.
 */
final class TierEngine {

    static final Duration SOON = Duration.ofMinutes(10);
    static final Duration LONGEST_HOLD = Duration.ofMinutes(60);
    static final int MAX_CYCLES = 3;

    private static final Why NOTHING = new Why(null, null, null);

    private final DegradeConfig config;
    private final Blindness blindness;

    TierEngine(DegradeConfig config) {
        this.config = config;
        this.blindness = new Blindness(config);
    }

    ScopeState decide(ScopeState state, Signals signals, Instant now) {
        ManualSwitch manual = signals.manual();
        if (manual != null) {
            return switched(state, manual, now);
        }
        ScopeState base = switch (state.status().state()) {
            case MANUAL_HOLD -> letGo(state, now);
            case FROZEN -> signals.blind() ? Blindness.ignored(state) : blindness.ended(state, now);
            case NORMAL, PENDING, ENGAGED, RECOVERING, LATCHED, OBSERVE -> state;
        };
        ScopeState next = follow(base, signals, now);
        if (!signals.blind() || next.is(State.LATCHED) || next.tier() == Tier.NONE) {
            return next;
        }
        return state.is(State.FROZEN) && next.equals(base) ? state : blindness.begun(next);
    }

    /** The state when a person no longer decides: the tier as it is, with nothing that holds it. */
    static ScopeState letGo(ScopeState state, Instant now) {
        if (state.tier() == Tier.NONE) {
            return ScopeState.normal(state.scope(), now);
        }
        Why why = new Why(null, Reasons.letGo(), null);
        return state.with(Memory.since(now))
                .to(new Phase(State.ENGAGED, state.tier(), 1), state.status().since(), why);
    }

    private static ScopeState switched(ScopeState state, ManualSwitch manual, Instant now) {
        Tier tier = manual.tier();
        ScopeStatus status = new ScopeStatus(
                manual.scope(),
                tier,
                State.MANUAL_HOLD,
                tier == Tier.NONE ? 0 : 1,
                tier == state.tier() ? state.status().since() : now,
                manual.until(),
                manual.reason(),
                null,
                manual.by());
        return new ScopeState(status, Tier.NONE, Memory.EMPTY);
    }

    private ScopeState follow(ScopeState state, Signals signals, Instant now) {
        Tier wanted = signals.wanted();
        if (state.tier() == Tier.NONE) {
            return rest(state, signals, now);
        }
        boolean higher = wanted.compareTo(state.tier()) > 0;
        if (state.is(State.LATCHED)) {
            return higher ? latched(engaged(state, signals, now), state.status().reason()) : state;
        }
        boolean recovering = state.is(State.RECOVERING);
        if (higher || (recovering && wanted == state.tier())) {
            return engage(state, signals, now);
        }
        if (signals.blind()) {
            return state;
        }
        Tier required = wanted.or(state.memory().held(now));
        return !recovering && required.compareTo(state.tier()) >= 0
                ? stay(state, signals, now)
                : stepDown(state, required, now);
    }

    private ScopeState rest(ScopeState state, Signals signals, Instant now) {
        Tier wanted = signals.wanted();
        boolean pending = state.is(State.PENDING);
        if (wanted == Tier.NONE) {
            return pending ? state.to(new Phase(State.NORMAL, Tier.NONE, 0), now, NOTHING) : state;
        }
        Duration confirm = config.pace().confirm();
        Instant confirmed = pending ? state.status().since().plus(confirm) : now.plus(confirm);
        if (!now.isBefore(confirmed)) {
            return engage(state, signals, now);
        }
        if (pending) {
            return state;
        }
        Alert driver = signals.driver(null);
        Why why = new Why(confirmed, Reasons.pending(driver, wanted), fingerprint(driver));
        return state.to(new Phase(State.PENDING, Tier.NONE, 0), now, why);
    }

    /* A new cycle, or a rise within one; too many cycles latch. */
    private ScopeState engage(ScopeState state, Signals signals, Instant now) {
        ScopeState next = engaged(state, signals, now);
        int cycles = next.memory().cycles().begun().size();
        return cycles > MAX_CYCLES ? latched(next, Reasons.flapping(cycles)) : next;
    }

    private ScopeState engaged(ScopeState state, Signals signals, Instant now) {
        Tier tier = signals.wanted();
        Memory memory = state.memory();
        Instant releasedAt = memory.releasedAt();
        boolean again = state.is(State.RECOVERING) || (releasedAt != null && now.isBefore(releasedAt.plus(SOON)));
        if (again || state.tier() == Tier.NONE) {
            memory = memory.begin(now, again ? memory.cycles().doublings() + 1 : 0);
        }
        Instant until = now.plus(hold(tier, memory.cycles().doublings()));
        Alert driver = signals.driver(state.status().alert());
        return state.with(memory.hold(tier, until))
                .to(new Phase(State.ENGAGED, tier, 1), now, new Why(until, Reasons.fires(driver), fingerprint(driver)));
    }

    Duration hold(Tier tier, int doublings) {
        Duration hold = config.policy(tier).minHold();
        Duration longest = hold.compareTo(LONGEST_HOLD) > 0 ? hold : LONGEST_HOLD;
        for (int i = 0; i < doublings && hold.compareTo(longest) < 0; i++) {
            hold = hold.multipliedBy(2);
        }
        return hold.compareTo(longest) > 0 ? longest : hold;
    }

    private ScopeState stay(ScopeState state, Signals signals, Instant now) {
        ScopeStatus status = state.status();
        Instant engagedAt = state.memory().engagedAt();
        Duration maxTime = config.policy(state.tier()).maxTime();
        if (engagedAt != null && now.isAfter(engagedAt.plus(maxTime))) {
            return latched(state, Reasons.tooLong(maxTime));
        }
        Alert driver = signals.wanted() == state.tier() ? signals.driver(status.alert()) : null;
        if (Objects.equals(fingerprint(driver), status.alert())) {
            return state;
        }
        String reason = driver == null ? Reasons.held() : Reasons.fires(driver);
        return state.to(
                new Phase(State.ENGAGED, state.tier(), 1),
                status.since(),
                new Why(status.until(), reason, fingerprint(driver)));
    }

    /* One step a decision, however late the decision comes. */
    private ScopeState stepDown(ScopeState state, Tier required, Instant now) {
        ScopeStatus status = state.status();
        Instant steppedAt = state.memory().steppedAt();
        Duration step = config.pace().rampStep();
        if (state.is(State.RECOVERING) && steppedAt != null && now.isBefore(steppedAt.plus(step))) {
            return state.withFloor(required);
        }
        double intensity = config.pace().below(status.intensity());
        if (intensity <= 0) {
            return required == Tier.NONE
                    ? state.with(state.memory().release(now)).to(new Phase(State.NORMAL, Tier.NONE, 0), now, NOTHING)
                    : landed(state, required, now);
        }
        Why why = new Why(now.plus(step), Reasons.recovering(intensity), null);
        return state.with(state.memory().step(now))
                .to(new Phase(State.RECOVERING, state.tier(), intensity), status.since(), why)
                .withFloor(required);
    }

    private ScopeState landed(ScopeState state, Tier tier, Instant now) {
        Instant held = state.memory().heldUntil().get(tier);
        Instant until = held != null && held.isAfter(now)
                ? held
                : now.plus(hold(tier, state.memory().cycles().doublings()));
        return state.with(state.memory().land(now).hold(tier, until))
                .to(new Phase(State.ENGAGED, tier, 1), now, new Why(until, Reasons.landed(), null));
    }

    private static ScopeState latched(ScopeState state, @Nullable String reason) {
        ScopeStatus status = state.status();
        return state.to(
                new Phase(State.LATCHED, status.tier(), 1), status.since(), new Why(null, reason, status.alert()));
    }

    private static @Nullable String fingerprint(@Nullable Alert alert) {
        return alert == null ? null : alert.fingerprint();
    }
}
