package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tier engine's state of one scope: what is shown, and what is remembered for the next decision.
 *
 * @param floor while the tier is released in steps: the lower tier that stays in force in full, or {@code NONE}
 */
public record ScopeState(ScopeStatus status, Tier floor, Memory memory) {

    static ScopeState normal(Scope scope, Instant now) {
        return new ScopeState(
                new ScopeStatus(scope, Tier.NONE, ScopeStatus.State.NORMAL, 0, now, null, null, null, null),
                Tier.NONE,
                Memory.EMPTY);
    }

    /** The same scope in another state, with the same memory, no floor and nobody who switched it. */
    ScopeState to(Phase phase, Instant since, Why why) {
        ScopeStatus next = new ScopeStatus(
                scope(),
                phase.tier(),
                phase.state(),
                phase.intensity(),
                since,
                why.until(),
                why.reason(),
                why.alert(),
                null);
        return new ScopeState(next, Tier.NONE, memory);
    }

    ScopeState withFloor(Tier floor) {
        return new ScopeState(status, floor, memory);
    }

    ScopeState withIntensity(double intensity) {
        Why why = new Why(status.until(), status.reason(), status.alert());
        return to(new Phase(status.state(), status.tier(), intensity), status.since(), why);
    }

    ScopeState with(Memory memory) {
        return new ScopeState(status, floor, memory);
    }

    /** The same with another end of what it waits for. */
    ScopeState until(Instant until) {
        return new ScopeState(
                new ScopeStatus(
                        scope(),
                        tier(),
                        status.state(),
                        status.intensity(),
                        status.since(),
                        until,
                        status.reason(),
                        status.alert(),
                        status.by()),
                floor,
                memory);
    }

    boolean is(ScopeStatus.State state) {
        return status.state() == state;
    }

    Scope scope() {
        return status.scope();
    }

    Tier tier() {
        return status.tier();
    }

    /** Whether nothing is lost by starting again from {@link #normal}. */
    boolean isForgettable(Instant now) {
        return is(ScopeStatus.State.NORMAL)
                && status.since().isBefore(now.minus(Duration.ofHours(1)))
                && memory.recentCycles(now).isEmpty();
    }

    /** What a state does. */
    record Phase(ScopeStatus.State state, Tier tier, double intensity) {}

    /**
     * What is said about a state.
     *
     * @param alert the fingerprint of the alert that drives it
     */
    record Why(
            @Nullable Instant until,
            @Nullable String reason,
            @Nullable String alert) {}

    /**
     * What the engine remembers.
     *
     * @param heldUntil until when each tier that an alert engaged is held
     * @param steppedAt when the last step of the release was made
     * @param releasedAt when a release was last complete
     * @param engagedAt since when there has been a tier in force without a break
     * @param cycles when tiers were engaged during the last hour, and how often the hold was doubled
     * @param course what the numbers and the last changes were
     */
    record Memory(
            Map<Tier, Instant> heldUntil,
            @Nullable Instant steppedAt,
            @Nullable Instant releasedAt,
            @Nullable Instant engagedAt,
            Cycles cycles,
            Course course) {

        static final Memory EMPTY = new Memory(Map.of(), null, null, null, new Cycles(List.of(), 0), Course.EMPTY);

        Memory {
            heldUntil = Map.copyOf(heldUntil);
            // An older version kept none.
            course = Objects.requireNonNullElse(course, Course.EMPTY);
        }

        /** Whether the tier is being released, in steps. */
        boolean isReleasing() {
            return steppedAt != null;
        }

        Memory with(Course course) {
            return new Memory(heldUntil, steppedAt, releasedAt, engagedAt, cycles, course);
        }

        /** The most severe tier whose hold is not over. */
        Tier held(Instant now) {
            return heldUntil.entrySet().stream()
                    .filter(each -> now.isBefore(each.getValue()))
                    .map(Map.Entry::getKey)
                    .reduce(Tier.NONE, Tier::or);
        }

        List<Instant> recentCycles(Instant now) {
            Instant hourAgo = now.minus(Duration.ofHours(1));
            return cycles.begun().stream().filter(hourAgo::isBefore).toList();
        }

        /** Nothing but what was counted, and since when a tier has been in force. */
        Memory counters(@Nullable Instant engagedAt) {
            return new Memory(Map.of(), null, null, engagedAt, cycles, course.counters());
        }

        Memory hold(Tier tier, Instant until) {
            Map<Tier, Instant> changed = new EnumMap<>(Tier.class);
            changed.putAll(heldUntil);
            changed.put(tier, until);
            return new Memory(changed, steppedAt, releasedAt, engagedAt, cycles, course);
        }

        Memory begin(Instant now, int doublings) {
            List<Instant> begun = new ArrayList<>(recentCycles(now));
            begun.add(now);
            Instant first = engagedAt == null ? now : engagedAt;
            return new Memory(heldUntil, null, releasedAt, first, new Cycles(begun, doublings), course);
        }

        Memory step(Instant now) {
            return new Memory(heldUntil, now, releasedAt, engagedAt, cycles, course);
        }

        /** A tier was released, and a lower one is in force. */
        Memory land(Instant now) {
            return new Memory(heldUntil, null, now, engagedAt, cycles, course);
        }

        Memory release(Instant now) {
            return new Memory(
                    Map.of(), null, now, null, new Cycles(recentCycles(now), cycles.doublings()), course.counters());
        }
    }

    /** When tiers were engaged during the last hour; how often the minimum hold was doubled since it was last quiet. */
    record Cycles(List<Instant> begun, int doublings) {
        Cycles {
            begun = List.copyOf(begun);
        }
    }
}
