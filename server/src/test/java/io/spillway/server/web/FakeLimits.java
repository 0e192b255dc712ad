package io.spillway.server.web;

import io.spillway.server.limits.LimitStore;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeUse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What people set, by type, and one use for all. */
final class FakeLimits implements LimitStore {
    final Map<String, ManualLimits> set = new ConcurrentHashMap<>();
    volatile TypeUse use = new TypeUse(
            Optional.empty(), 6, 41.3, 3, List.of(new TypeUse.BusyKey("acct-1", 1, 2), new TypeUse.BusyKey("b", 1, 1)));

    @Override
    public void set(String type, ManualLimits.Change change) {
        Duration ttl = change.ttl();
        set.put(
                type,
                new ManualLimits(
                        change.values(),
                        change.by(),
                        change.reason(),
                        Fakes.NOW,
                        ttl == null ? null : Fakes.NOW.plus(ttl)));
    }

    @Override
    public boolean clear(String type) {
        return set.remove(type) != null;
    }

    @Override
    public Map<String, TypeUse> use(Collection<String> types, int keys) {
        Map<String, TypeUse> all = new HashMap<>();
        types.forEach(type -> all.put(
                type,
                new TypeUse(
                        Optional.ofNullable(set.get(type)),
                        use.running(),
                        use.startsPerSecond(),
                        use.parked(),
                        use.keys().stream().limit(keys).toList())));
        return all;
    }

    @Override
    public Set<String> types() {
        return Set.of("forgotten");
    }
}
