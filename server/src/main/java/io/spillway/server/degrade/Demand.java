package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the firing alerts ask for, by scope. */
record Demand(Map<Scope, List<ControlLabels.Drive>> drives) {

    /** Scopes come from labels: a sender must not be able to fill the memory with them. */
    static final int MAX_SCOPES = 200;

    /** @param present scopes that have a state already */
    static Demand of(ControlLabels labels, List<Alert> firing, Set<Scope> present) {
        Map<Scope, List<ControlLabels.Drive>> drives = new LinkedHashMap<>();
        Set<Scope> known = new HashSet<>(present);
        for (Alert alert : firing) {
            labels.drive(alert).ifPresent(drive -> {
                Scope scope = drive.scope();
                if (!(scope instanceof Scope.Service) || known.contains(scope) || known.size() < MAX_SCOPES) {
                    known.add(scope);
                    drives.computeIfAbsent(scope, _ -> new ArrayList<>()).add(drive);
                }
            });
        }
        return new Demand(drives);
    }

    List<ControlLabels.Drive> in(Scope scope) {
        return drives.getOrDefault(scope, List.of());
    }

    Set<Scope> scopes() {
        return drives.keySet();
    }

    /** Where other alerts ask, or for another tier, than at an earlier time. That one was heard of again is no difference. */
    Set<Scope> changedSince(Demand before) {
        return Stream.concat(scopes().stream(), before.scopes().stream())
                .filter(scope -> !asks(in(scope)).equals(asks(before.in(scope))))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<Ask> asks(List<ControlLabels.Drive> drives) {
        return drives.stream()
                .map(each -> new Ask(
                        each.tier(), each.alert().fingerprint(), each.alert().startsAt()))
                .toList();
    }

    private record Ask(Tier tier, String fingerprint, Instant startsAt) {}
}
