package io.spillway.server.alert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Alerts in a map; believed because it passes the contract that the one on Redis passes. */
public final class InMemoryAlertStore implements AlertStore {

    private final Map<String, Versioned> alerts = new HashMap<>();
    private long revision;
    private boolean down;

    /** From now on every call fails, or none does. */
    public synchronized void down(boolean down) {
        this.down = down;
    }

    @Override
    public synchronized Snapshot read() {
        check();
        return new Snapshot(revision, List.copyOf(alerts.values()));
    }

    @Override
    public synchronized Map<String, Versioned> find(Collection<String> fingerprints) {
        check();
        Map<String, Versioned> found = new HashMap<>(alerts);
        found.keySet().retainAll(fingerprints);
        return found;
    }

    @Override
    public synchronized boolean write(List<Versioned> changed) {
        check();
        if (!changed.stream().allMatch(this::isCurrent)) {
            return false;
        }
        revision++;
        changed.forEach(each -> alerts.put(each.alert().fingerprint(), new Versioned(each.alert(), revision)));
        return true;
    }

    @Override
    public synchronized int forget(List<Versioned> old) {
        check();
        List<Versioned> current = new ArrayList<>(old.stream()
                .filter(each -> each.version() > 0 && isCurrent(each))
                .toList());
        current.forEach(each -> alerts.remove(each.alert().fingerprint()));
        if (!current.isEmpty()) {
            revision++;
        }
        return current.size();
    }

    private boolean isCurrent(Versioned each) {
        Versioned kept = alerts.get(each.alert().fingerprint());
        return (kept == null ? 0 : kept.version()) == each.version();
    }

    private void check() {
        if (down) {
            throw new IntakeUnavailableException("the store is down", null);
        }
    }
}
