package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Course.Sight;
import io.spillway.server.degrade.ScopeState.Memory;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What really acts while a tier is in force that is only observed. A tier in a dry run must not weaken one that is none: the
 * most severe lower tier that is asked for or held acts below it, as the floor does in a release. It goes as others do: not
 * while nothing is seen or a person must look, after its hold and its clear time, and only so often within an hour.
 */
final class ActingFloor {

    private final DegradeConfig config;
    private final Clearance clearance;
    private final ChangeLimit limit;
    private final Ramp ramp;

    /** @param config the scope's own */
    ActingFloor(DegradeConfig config) {
        this.config = config;
        this.clearance = new Clearance(config.pace());
        this.limit = new ChangeLimit(config.pace());
        this.ramp = new Ramp(config, clearance);
    }

    /** The decided state with the floor that acts, where the decided tier does not. */
    ScopeState under(ScopeState before, ScopeState decided, Signals signals, Instant now) {
        Tier tier = decided.tier();
        if (tier == Tier.NONE
                || decided.is(State.MANUAL_HOLD)
                || !config.policy(tier).observe()) {
            return decided;
        }
        Tier was = acted(before, tier);
        Tier asked = signals.drives().stream()
                .map(ControlLabels.Drive::tier)
                .filter(each -> acts(each, tier))
                .reduce(Tier.NONE, Tier::or);
        Memory memory = decided.memory();
        if (asked.compareTo(was) > 0) {
            memory = memory.hold(asked, ramp.heldAnew(memory, asked, now));
        } else if (was != Tier.NONE && before.is(State.FROZEN) && !signals.blind()) {
            memory = memory.hold(was, ramp.heldAnew(memory, was, now));
        }
        Sight below = below(memory.course().below(), was, signals, now);
        Tier required = asked.or(held(memory, tier, now));
        boolean stays = signals.blind()
                || decided.is(State.LATCHED)
                || (below != null && !clearance.isOver(below, was, now))
                || limit.isReached(memory.course(), now);
        Tier floor = stays ? required.or(was) : required;
        Course course = memory.course();
        if (floor != was) {
            below = floor == Tier.NONE ? null : clearance.first(floor, signals, now);
            course = course.changed(now);
        }
        return decided.with(memory.with(course.below(below))).withFloor(floor);
    }

    private @Nullable Sight below(@Nullable Sight sight, Tier was, Signals signals, Instant now) {
        if (was == Tier.NONE) {
            return null;
        }
        if (sight == null) {
            return clearance.first(was, signals, now);
        }
        return signals.blind() ? sight : clearance.next(sight, was, signals, now);
    }

    /* What a person held is theirs to let go. */
    private Tier acted(ScopeState before, Tier below) {
        if (before.is(State.MANUAL_HOLD)) {
            return Tier.NONE;
        }
        return acts(before.tier(), below) ? before.tier() : acts(before.floor(), below) ? before.floor() : Tier.NONE;
    }

    private Tier held(Memory memory, Tier below, Instant now) {
        return memory.heldUntil().entrySet().stream()
                .filter(each -> acts(each.getKey(), below) && now.isBefore(each.getValue()))
                .map(Map.Entry::getKey)
                .reduce(Tier.NONE, Tier::or);
    }

    private boolean acts(Tier tier, Tier below) {
        return tier != Tier.NONE
                && tier.compareTo(below) < 0
                && !config.policy(tier).observe();
    }
}
