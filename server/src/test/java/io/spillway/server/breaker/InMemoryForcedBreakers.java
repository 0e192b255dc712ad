package io.spillway.server.breaker;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Held breakers of one process, for tests. */
public final class InMemoryForcedBreakers implements ForcedBreakers {

    private final InstantSource clock;
    private final Map<String, ForcedBreaker> byType = new TreeMap<>();

    public InMemoryForcedBreakers(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void set(Change change) {
        Instant now = clock.instant();
        byType.put(
                change.type(),
                new ForcedBreaker(
                        change.type(), change.mode(), change.by(), change.reason(), now, now.plus(change.ttl())));
    }

    @Override
    public synchronized boolean clear(String type) {
        return byType.remove(type) != null;
    }

    @Override
    public synchronized List<ForcedBreaker> all() {
        byType.values().removeIf(each -> !each.until().isAfter(clock.instant()));
        return List.copyOf(byType.values());
    }
}
