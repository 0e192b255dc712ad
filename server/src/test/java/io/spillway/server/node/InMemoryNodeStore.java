package io.spillway.server.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store for tests. */
final class InMemoryNodeStore implements NodeStore {

    private record Entry(NodeRecord record, String incarnation, Instant at) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final InstantSource clock;
    boolean down;

    InMemoryNodeStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Announced announce(NodeRecord record, String incarnation) {
        requireUp();
        String name = record.identity().name();
        Entry standing = entries.get(name);
        if (standing != null
                && seen(standing).isLive()
                && !standing.incarnation().equals(incarnation)) {
            return new Announced.Taken(seen(standing));
        }
        entries.put(name, new Entry(record, incarnation, clock.instant()));
        return new Announced.Written();
    }

    @Override
    public synchronized void remove(String name, String incarnation) {
        requireUp();
        entries.computeIfPresent(name, (_, entry) -> entry.incarnation().equals(incarnation) ? null : entry);
    }

    @Override
    public synchronized List<SeenNode> all() {
        requireUp();
        return entries.values().stream()
                .map(this::seen)
                .filter(node -> node.silence().compareTo(SeenNode.REMEMBERED) <= 0)
                .toList();
    }

    private void requireUp() {
        if (down) {
            throw new UnavailableException("away", null);
        }
    }

    private SeenNode seen(Entry entry) {
        return new SeenNode(entry.record(), entry.at(), Duration.between(entry.at(), clock.instant()));
    }
}
