package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Course.Sight;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the numbers let a tier go. They must have been good for the tier's time without a break; between good and bad they
 * neither let it go nor bring it back.
 *
 * <p>Turning bad is believed at once, turning good only {@link #SETTLED} after they turned bad: two nodes that see the
 * numbers a moment apart must not write over each other. What nobody saw was not good: the time counts from when somebody
 * looked again.
 */
final class Clearance {

    private static final Duration SETTLED = Duration.ofSeconds(4);

    private final Pace pace;

    Clearance(Pace pace) {
        this.pace = pace;
    }

    /** How the numbers look as a tier comes into force. */
    Sight first(Tier tier, Signals signals, Instant now) {
        return new Sight(isGood(tier, signals), now);
    }

    /** The state with how the numbers look now. */
    ScopeState observed(ScopeState state, Signals signals, Instant now) {
        Course course = state.memory().course();
        Sight sight = course.sight();
        boolean follows = state.is(State.ENGAGED) || state.is(State.RECOVERING);
        if (sight == null || signals.blind() || !follows) {
            return state;
        }
        Sight next = next(sight, state.tier(), signals, now);
        return next.equals(sight) ? state : state.with(state.memory().with(course.with(next)));
    }

    /** How they look to a tier now, after they looked like this. */
    Sight next(Sight sight, Tier tier, Signals signals, Instant now) {
        boolean good = isGood(tier, signals);
        if (isMissed(sight, signals, now)) {
            return new Sight(good, now);
        }
        Duration settle = SETTLED.compareTo(clear(tier)) < 0 ? SETTLED : clear(tier);
        boolean stays =
                good == sight.good() || (good && now.isBefore(sight.since().plus(settle)));
        return stays ? sight : new Sight(good, now);
    }

    /** Whether they have been good for long enough, or need not be. */
    boolean isOver(ScopeState state, Instant now) {
        Sight sight = state.memory().course().sight();
        return sight == null || isOver(sight, state.tier(), now);
    }

    boolean isOver(Sight sight, Tier tier, Instant now) {
        return sight.good() && !now.isBefore(sight.since().plus(clear(tier)));
    }

    /** Whether the next step of a release must wait for better numbers. */
    boolean waits(ScopeState state) {
        Sight sight = state.memory().course().sight();
        return sight != null && !sight.good();
    }

    /** Whether they are as bad as what brought the tier. */
    boolean isBad(Tier tier, Signals signals) {
        Sli sli = signals.sli();
        return sli != null && pace.threshold(tier).isBad(sli);
    }

    /** How much of a tier is in force at first: all of it where the numbers do not show what its alert is about. */
    double firstIntensity(Tier tier, Signals signals) {
        Sli sli = signals.sli();
        Threshold threshold = pace.threshold(tier);
        return sli == null || !threshold.isBad(sli) ? 1 : threshold.firstIntensity(sli);
    }

    Duration clear(Tier tier) {
        return pace.threshold(tier).clear();
    }

    /* A little earlier, since clocks differ. */
    private static boolean isMissed(Sight sight, Signals signals, Instant now) {
        Duration watched = signals.watched();
        return watched != null && sight.since().isBefore(now.minus(watched).minus(SETTLED));
    }

    private boolean isGood(Tier tier, Signals signals) {
        Sli sli = signals.sli();
        return !signals.held() && sli != null && pace.threshold(tier).isGood(sli);
    }
}
