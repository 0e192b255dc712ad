package io.spillway.server.web;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditStore;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An audit log in a map. */
final class AuditInMemory implements AuditStore {
    private final Map<Long, AuditEntry> entries = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    volatile boolean down;

    @Override
    public synchronized Optional<Head> head() {
        requireUp();
        AuditEntry last = entries.get((long) entries.size());
        return last == null ? Optional.empty() : Optional.of(new Head(last.sequence(), last.hash()));
    }

    @Override
    public synchronized Appended append(AuditEntry entry, String name) {
        requireUp();
        if (names.contains(name)) {
            return new Appended.Known();
        }
        if (entry.sequence() != entries.size() + 1) {
            return new Appended.Behind(head().orElseThrow());
        }
        entries.put(entry.sequence(), entry);
        if (!name.isEmpty()) {
            names.add(name);
        }
        return new Appended.Written();
    }

    private void requireUp() {
        if (down) {
            throw new UnavailableException("down", new IllegalStateException());
        }
    }

    @Override
    public synchronized List<AuditEntry> before(long sequence, int limit) {
        return entries.values().stream()
                .filter(entry -> entry.sequence() < sequence)
                .sorted((a, b) -> Long.compare(b.sequence(), a.sequence()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<AuditEntry> from(long sequence, int limit) {
        return entries.values().stream()
                .filter(entry -> entry.sequence() >= sequence)
                .limit(limit)
                .toList();
    }
}
