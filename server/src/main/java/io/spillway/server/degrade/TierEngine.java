package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.ScopeState.Memory;
import io.spillway.server.degrade.ScopeState.Phase;
import io.spillway.server.degrade.ScopeState.Why;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next state of one scope. Pure: the same state, signals and time give the same decision.
 *
 * <p>It follows levels, not edges: what counts is the most severe tier that any alert asks for at this moment. Going up
 * happens at once and may skip a tier. A tier that comes out of nothing comes with a part of its intensity where the numbers
 * are just over its trigger, and rises while they stay there. Going down waits until no alert asks for the tier, its minimum
 * hold is over, and the numbers have been good for its clear time ({@link Clearance}); it then takes one ramp: the intensity
 * falls in steps to the next tier that is still asked for or held (the floor, which stays in force in full meanwhile), or to
 * none. A step waits for good numbers. An alert that returns during the ramp, or numbers that turn, bring the full tier back
 * at once.
 *
 * <p>Against flapping: a tier that is engaged again during its release, or within {@link #SOON} after it, is held twice as
 * long as before, up to {@link #LONGEST_HOLD}; engaged more than {@link #MAX_CYCLES} times within an hour, it is latched,
 * and a person releases it. So does a tier that was in force for longer than its maximum time, whose alert came back too
 * often, that changed too often ({@link ChangeLimit}), or whose last engagements had no effect.
 *
 * <p>While the watchdog is silent the absence of an alert says nothing, and old numbers say nothing either: tiers may rise,
 * and none is released. When both are known again the hold begins anew, because alerts need their {@code for} before they
 * can fire again.
 */
final class TierEngine {

    static final Duration SOON = Duration.ofMinutes(10);
    static final Duration LONGEST_HOLD = Duration.ofMinutes(60);
    static final int MAX_CYCLES = 3;

    static final Duration THAW = Duration.ofSeconds(10);

    private static final double RAISE = 0.25;
    private static final Why NOTHING = new Why(null, null, null);

    private final DegradeConfig config;
    private final Blindness blindness;
    private final Clearance clearance;
    private final ChangeLimit limit;
    private final Ramp ramp;

    TierEngine(DegradeConfig config) {
        this.config = config;
        this.clearance = new Clearance(config.pace());
        this.limit = new ChangeLimit(config.pace());
        this.ramp = new Ramp(config, clearance);
        this.blindness = new Blindness(config, ramp);
    }

    ScopeState decide(ScopeState state, Signals signals, Instant now) {
        ManualSwitch manual = signals.manual();
        if (manual != null) {
            return switched(state, manual, now);
        }
        Signals seen = isThawing(state, signals, now) ? signals.doubted() : signals;
        return limit.applied(state, automatic(state, seen, now), now);
    }

    /* Nodes lose and regain their sight a moment apart: they must not undo each other's freeze. */
    private static boolean isThawing(ScopeState state, Signals signals, Instant now) {
        List<Instant> changes = state.memory().course().changes();
        return state.is(State.FROZEN)
                && !signals.blind()
                && !changes.isEmpty()
                && now.isBefore(changes.getLast().plus(THAW));
    }

    private ScopeState automatic(ScopeState state, Signals signals, Instant now) {
        ScopeState base = switch (state.status().state()) {
            case MANUAL_HOLD -> expired(state, now);
            case FROZEN -> signals.blind() ? Blindness.ignored(state) : blindness.ended(state, now);
            case NORMAL, PENDING, ENGAGED, RECOVERING, LATCHED, OBSERVE -> state;
        };
        ScopeState next = follow(clearance.observed(base, signals, now), signals, now);
        if (!signals.blind() || next.is(State.LATCHED) || next.tier() == Tier.NONE) {
            return next;
        }
        return state.is(State.FROZEN) && next.equals(base) ? state : blindness.begun(next, signals);
    }

    /** The state when a person lets go: the tier as it is, with nothing that holds it, and nothing counted against it. */
    static ScopeState letGo(ScopeState state, Instant now) {
        return expired(state.with(Memory.EMPTY), now);
    }

    /* Where a switch ends by itself, nobody has looked at what had been counted before it. */
    private static ScopeState expired(ScopeState state, Instant now) {
        if (state.tier() == Tier.NONE) {
            return ScopeState.normal(state.scope(), now).with(state.memory().counters(null));
        }
        Why why = new Why(null, Reasons.letGo(), null);
        return state.with(state.memory().counters(now))
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
        return new ScopeState(status, Tier.NONE, state.memory().counters(null));
    }

    private ScopeState follow(ScopeState base, Signals signals, Instant now) {
        Tier wanted = signals.wanted();
        if (base.tier() == Tier.NONE) {
            return rest(base, signals, now);
        }
        ScopeState state = takenOver(base, signals, now);
        boolean higher = wanted.compareTo(state.tier()) > 0;
        if (state.is(State.LATCHED)) {
            return higher
                    ? ChangeLimit.latched(
                            engaged(state, signals, now), state.status().reason())
                    : state;
        }
        boolean recovering = state.is(State.RECOVERING);
        if (higher || (recovering && wanted == state.tier())) {
            return restless(engaged(state, signals, now));
        }
        if (signals.blind()) {
            return state;
        }
        if (recovering && clearance.isBad(state.tier(), signals)) {
            return restless(engaged(state, new Asked(state.tier(), Reasons.turned(), null), signals, now));
        }
        Tier required = wanted.or(state.memory().held(now));
        boolean down = recovering || (required.compareTo(state.tier()) < 0 && clearance.isOver(state, now));
        return down ? ramp.stepDown(state, required, signals, now) : stay(state, signals, now);
    }

    /* An alert that asks for what a person has let go holds it as if it had engaged it now. */
    private ScopeState takenOver(ScopeState state, Signals signals, Instant now) {
        boolean free = state.is(State.ENGAGED) && state.memory().course().sight() == null;
        if (!free || signals.wanted() != state.tier()) {
            return state;
        }
        Memory memory = state.memory();
        Instant until = ramp.heldAnew(memory, state.tier(), now);
        Course course = memory.course().with(clearance.first(state.tier(), signals, now));
        return state.with(memory.hold(state.tier(), until).with(course)).until(until);
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
            return begun(state, signals, now);
        }
        if (pending) {
            return state;
        }
        Alert driver = signals.driver(null);
        Why why = new Why(confirmed, Reasons.pending(driver, wanted), fingerprint(driver));
        return state.to(new Phase(State.PENDING, Tier.NONE, 0), now, why);
    }

    /* Out of nothing: in part, unless it was in force a short while ago, or did not help the last times. */
    private ScopeState begun(ScopeState state, Signals signals, Instant now) {
        ScopeState next = engaged(state, signals, now);
        int ineffective = signals.ineffective();
        if (ineffective >= config.pace().bounds().maxIneffective()) {
            return ChangeLimit.latched(next, Reasons.ineffective(ineffective));
        }
        double first = isSoon(state, now) ? 1 : clearance.firstIntensity(next.tier(), signals);
        ScopeState part = first < 1
                ? next.with(next.memory().with(next.memory().course().raised(now)))
                        .withIntensity(first)
                : next;
        return restless(part);
    }

    /* Too many cycles latch. */
    private static ScopeState restless(ScopeState next) {
        int cycles = next.memory().cycles().begun().size();
        return cycles > MAX_CYCLES ? ChangeLimit.latched(next, Reasons.flapping(cycles)) : next;
    }

    /** What asks for a tier. */
    private record Asked(Tier tier, String reason, @Nullable String alert) {}

    private ScopeState engaged(ScopeState state, Signals signals, Instant now) {
        Alert driver = signals.driver(state.status().alert());
        return engaged(state, new Asked(signals.wanted(), Reasons.fires(driver), fingerprint(driver)), signals, now);
    }

    /* A new cycle, or a rise within one. */
    private ScopeState engaged(ScopeState state, Asked asked, Signals signals, Instant now) {
        Tier tier = asked.tier();
        Memory memory = state.memory();
        boolean again = state.is(State.RECOVERING) || isSoon(state, now);
        if (again || state.tier() == Tier.NONE) {
            memory = memory.begin(now, again ? memory.cycles().doublings() + 1 : 0);
        }
        Instant until = now.plus(ramp.hold(tier, memory.cycles().doublings()));
        Course course = memory.course().with(clearance.first(tier, signals, now));
        return state.with(memory.hold(tier, until).with(course))
                .to(new Phase(State.ENGAGED, tier, 1), now, new Why(until, asked.reason(), asked.alert()));
    }

    Duration hold(Tier tier, int doublings) {
        return ramp.hold(tier, doublings);
    }

    private static boolean isSoon(ScopeState state, Instant now) {
        Instant releasedAt = state.memory().releasedAt();
        return releasedAt != null && now.isBefore(releasedAt.plus(SOON));
    }

    private ScopeState stay(ScopeState state, Signals signals, Instant now) {
        Instant engagedAt = state.memory().engagedAt();
        Duration maxTime = config.policy(state.tier()).maxTime();
        if (engagedAt != null && now.isAfter(engagedAt.plus(maxTime))) {
            return ChangeLimit.latched(state, Reasons.tooLong(maxTime));
        }
        Alert driver =
                signals.wanted() == state.tier() ? signals.driver(state.status().alert()) : null;
        return driver == null ? held(state, now) : driven(state, driver, signals, now);
    }

    private ScopeState held(ScopeState state, Instant now) {
        ScopeStatus status = state.status();
        boolean over = state.memory().held(now).compareTo(state.tier()) < 0;
        String reason = over
                ? Reasons.unclear(clearance.clear(state.tier()))
                : status.alert() == null ? status.reason() : Reasons.held();
        return Objects.equals(reason, status.reason()) && status.alert() == null ? state : told(state, reason, null);
    }

    private ScopeState driven(ScopeState state, Alert driver, Signals signals, Instant now) {
        ScopeState next = state;
        if (!driver.fingerprint().equals(state.status().alert())) {
            next = told(state, Reasons.fires(driver), driver.fingerprint());
            if (state.status().alert() == null) {
                next = next.with(next.memory().with(next.memory().course().returned(now)));
                int returns = next.memory().course().returns().size();
                if (returns > config.pace().bounds().maxReturns()) {
                    return ChangeLimit.latched(next, Reasons.returned(returns));
                }
            }
        }
        return raised(next, signals, now);
    }

    private ScopeState raised(ScopeState state, Signals signals, Instant now) {
        double intensity = state.status().intensity();
        Course course = state.memory().course();
        Instant raisedAt = course.raisedAt();
        Duration step = config.pace().bounds().raiseStep();
        boolean waits = raisedAt != null && now.isBefore(raisedAt.plus(step));
        if (intensity >= 1 || waits || !clearance.isBad(state.tier(), signals)) {
            return state;
        }
        return state.with(state.memory().with(course.raised(now))).withIntensity(Math.min(1, intensity + RAISE));
    }

    private static ScopeState told(ScopeState state, @Nullable String reason, @Nullable String alert) {
        ScopeStatus status = state.status();
        return state.to(
                new Phase(status.state(), status.tier(), status.intensity()),
                status.since(),
                new Why(status.until(), reason, alert));
    }

    private static @Nullable String fingerprint(@Nullable Alert alert) {
        return alert == null ? null : alert.fingerprint();
    }
}
