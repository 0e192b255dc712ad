package io.spillway.server.degrade;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange.Cause;
import io.spillway.server.sli.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides for all scopes at once, or for some, and says what changes. Pure. */
final class TierPlanner {

    private final Supplier<DegradeConfig> present;

    /** @param present the policy that holds at the moment of a plan */
    TierPlanner(Supplier<DegradeConfig> present) {
        this.present = present;
    }

    /** @param base what is in force */
    Plan plan(Tiers base, Seen seen, Instant now) {
        return plan(base, base, null, seen, null, now);
    }

    /** Decides only where alerts ask for something else than at an earlier plan, if there was one: the rest stays as it is. */
    Plan plan(Tiers base, Seen seen, @Nullable Demand earlier, Instant now) {
        return plan(base, base, null, seen, earlier, now);
    }

    /** @param edit what a person wants changed in what is in force */
    Plan plan(Tiers base, Edit edit, Seen seen, Instant now) {
        return plan(base, edit.change().apply(base), edit, seen, null, now);
    }

    private Plan plan(Tiers base, Tiers edited, @Nullable Edit edit, Seen seen, @Nullable Demand earlier, Instant now) {
        DegradeConfig config = present.get();
        boolean silent = seen.watchdog().isSilent(config.pace().watchdogSilence(), now);
        long revision = base.revision() + 1;
        Map<Scope, ManualSwitch> switches = edited.manuals();
        Map<Scope, ScopeState> known = base.states();
        Map<Scope, ScopeState> next = new LinkedHashMap<>(edited == base ? known : edited.states());
        Demand demand = Demand.of(config.labels(), seen.firing(), Set.copyOf(next.keySet()));
        List<TierChange> changes = new ArrayList<>();
        Stream<Scope> all =
                Stream.of(next.keySet(), switches.keySet(), demand.scopes()).flatMap(Set::stream);
        Stream<Scope> concerned = earlier == null ? all : demand.changedSince(earlier).stream();
        for (Scope scope : concerned.sorted(Scope.ORDER).distinct().toList()) {
            switches.computeIfPresent(scope, (_, manual) -> manual.isOver(now) ? null : manual);
            ScopeState before = known.getOrDefault(scope, ScopeState.normal(scope, now));
            ScopeState from = next.getOrDefault(scope, before);
            Signals signals = new Signals(
                    demand.in(scope),
                    switches.get(scope),
                    silent,
                    seen.sli(scope, config),
                    seen.watched(),
                    seen.ineffective().getOrDefault(scope, 0),
                    seen.isHeld(scope, config));
            Optional<Edit> signed = Optional.ofNullable(edit)
                    .filter(each -> each.scope().equals(scope))
                    .filter(each -> edited != base);
            DegradeConfig own = config.in(scope);
            TierEngine engine = new TierEngine(own);
            ScopeState held = Holds.shortened(from, engine, now);
            ScopeState decided = new ActingFloor(own).under(held, engine.decide(held, signals, now), signals, now);
            ScopeState after = signed.map(each -> each.sign(decided)).orElse(decided);
            if (!after.equals(before)) {
                next.put(scope, after);
            }
            ScopeStatus shownBefore = DryRun.shown(before, own);
            ScopeStatus shownAfter = DryRun.shown(after, own);
            if (!shownAfter.equals(shownBefore)) {
                Cause cause = signed.isPresent() ? Cause.OPERATOR : cause(before.status(), after.status());
                changes.add(
                        new TierChange(revision, shownBefore, shownAfter, cause, now, trigger(cause, after, signals)));
            }
        }
        Tiers planned = new Tiers(revision, List.copyOf(next.values()), List.copyOf(switches.values()));
        boolean same =
                planned.scopes().equals(base.scopes()) && planned.switches().equals(base.switches());
        return new Plan(same ? base : tidy(planned, now), changes, demand);
    }

    private static Cause cause(ScopeStatus from, ScopeStatus to) {
        if (to.state() == State.MANUAL_HOLD) {
            return Cause.OPERATOR;
        }
        if (from.state() == State.MANUAL_HOLD) {
            return Cause.EXPIRY;
        }
        if (to.state() == State.LATCHED && from.state() != State.LATCHED) {
            return Cause.LATCH;
        }
        if (to.tier().compareTo(from.tier()) > 0 || to.intensity() > from.intensity()) {
            return to.alert() == null ? Cause.NUMBERS : Cause.ALERT;
        }
        if ((to.state() == State.FROZEN) != (from.state() == State.FROZEN)) {
            return Cause.WATCHDOG;
        }
        boolean released = to.state() == State.RECOVERING || from.state() == State.RECOVERING;
        return released ? Cause.RECOVERY : Cause.ALERT;
    }

    private static TierChange.@Nullable Trigger trigger(Cause cause, ScopeState after, Signals signals) {
        if (cause != Cause.ALERT && cause != Cause.LATCH) {
            return null;
        }
        Alert driver = signals.driver(after.status().alert());
        boolean drives =
                driver != null && driver.fingerprint().equals(after.status().alert());
        return driver != null && drives ? TierChange.Trigger.of(driver) : null;
    }

    private static Tiers tidy(Tiers tiers, Instant now) {
        return new Tiers(
                tiers.revision(),
                tiers.scopes().stream().filter(each -> !each.isForgettable(now)).toList(),
                tiers.switches());
    }

    /**
     * What is known.
     *
     * @param firing the alerts that fire, as the intake knows them
     * @param numbers the cluster's; null where nobody knows them
     * @param watched for how long some node has known them without a break; null where nobody could have missed anything
     * @param ineffective how many engagements in a row had no effect, by scope
     * @param held types that a breaker holds somewhere
     */
    record Seen(
            List<Alert> firing,
            Watchdog watchdog,
            @Nullable Reading numbers,
            @Nullable Duration watched,
            Map<Scope, Integer> ineffective,
            Set<String> held) {

        /** Where nothing happens but alerts: a replayed history has no numbers. */
        Seen(List<Alert> firing, Watchdog watchdog) {
            this(firing, watchdog, Reading.QUIET, null, Map.of(), Set.of());
        }

        private boolean isHeld(Scope scope, DegradeConfig config) {
            return switch (scope) {
                case Scope.Service(String type) -> held.contains(type);
                case Scope.Core() -> config.coreTypes().stream().anyMatch(held::contains);
                case Scope.Site() -> false;
            };
        }

        private @Nullable Sli sli(Scope scope, DegradeConfig config) {
            Duration oldest = config.pace().bounds().numbersAge();
            return numbers == null || numbers.age().compareTo(oldest) > 0
                    ? null
                    : Sli.of(scope, numbers, config.coreTypes());
        }
    }

    /**
     * What comes next.
     *
     * @param next the base itself where nothing changes
     * @param changes what of it can be seen
     * @param demand what the alerts asked for
     */
    record Plan(Tiers next, List<TierChange> changes, Demand demand) {}
}
