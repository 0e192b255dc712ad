package io.spillway.server.policy;

import io.spillway.server.alert.AlertStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The alerts of a simulation. One thread reads and writes them. */
final class AlertsOfThePast implements AlertStore {

    private final Map<String, Versioned> alerts = new HashMap<>();
    private long revision;

    @Override
    public Snapshot read() {
        return new Snapshot(revision, List.copyOf(alerts.values()));
    }

    @Override
    public Map<String, Versioned> find(Collection<String> fingerprints) {
        Map<String, Versioned> found = new HashMap<>(alerts);
        found.keySet().retainAll(fingerprints);
        return found;
    }

    @Override
    public boolean write(List<Versioned> changed) {
        revision++;
        changed.forEach(each -> alerts.put(each.alert().fingerprint(), new Versioned(each.alert(), revision)));
        return true;
    }

    @Override
    public int forget(List<Versioned> old) {
        old.forEach(each -> alerts.remove(each.alert().fingerprint()));
        revision++;
        return old.size();
    }
}
