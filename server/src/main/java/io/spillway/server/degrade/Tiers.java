package io.spillway.server.degrade;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that all nodes share about tiers, at one revision. At most one state and one switch a scope, ordered by scope.
 *
 * @param revision 0 before the first change
 */
public record Tiers(long revision, List<ScopeState> scopes, List<ManualSwitch> switches) {

    public static final Tiers NONE = new Tiers(0, List.of(), List.of());

    public Tiers {
        scopes = ordered(scopes, ScopeState::scope);
        switches = ordered(switches, ManualSwitch::scope);
    }

    private static <T> List<T> ordered(List<T> items, Function<T, Scope> scope) {
        return items.stream().sorted(Comparator.comparing(scope, Scope.ORDER)).toList();
    }

    Optional<ScopeState> state(Scope scope) {
        return scopes.stream().filter(each -> each.scope().equals(scope)).findFirst();
    }

    Optional<ManualSwitch> manual(Scope scope) {
        return switches.stream().filter(each -> each.scope().equals(scope)).findFirst();
    }

    /** For whoever asks for many, in the same order. */
    public Map<Scope, ScopeState> states() {
        return scopes.stream()
                .collect(Collectors.toMap(ScopeState::scope, Function.identity(), (one, _) -> one, LinkedHashMap::new));
    }

    /** Likewise. */
    public Map<Scope, ManualSwitch> manuals() {
        return switches.stream()
                .collect(Collectors.toMap(
                        ManualSwitch::scope, Function.identity(), (one, _) -> one, LinkedHashMap::new));
    }

    Tiers with(ManualSwitch manual) {
        Tiers rest = without(manual.scope());
        return new Tiers(revision, scopes, concat(rest.switches, manual));
    }

    /** The same without the scope's switch. */
    Tiers without(Scope scope) {
        return new Tiers(
                revision,
                scopes,
                switches.stream().filter(each -> !each.scope().equals(scope)).toList());
    }

    Tiers with(ScopeState state) {
        List<ScopeState> others = scopes.stream()
                .filter(each -> !each.scope().equals(state.scope()))
                .toList();
        return new Tiers(revision, concat(others, state), switches);
    }

    private static <T> List<T> concat(List<T> list, T last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }
}
