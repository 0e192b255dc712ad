package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The attempts that this node has a lease for: from the claim until they are settled. */
final class RunningAttempts {

    private final Map<Lease, Attempt> byLease = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> byType = new ConcurrentHashMap<>();

    void add(Attempt attempt) {
        byLease.put(attempt.lease(), attempt);
        count(attempt.task().type()).incrementAndGet();
    }

    void remove(Lease lease) {
        if (byLease.remove(lease) != null) {
            count(lease.id().type()).decrementAndGet();
        }
    }

    int ofType(String type) {
        return count(type).get();
    }

    private AtomicInteger count(String type) {
        return byType.computeIfAbsent(type, _ -> new AtomicInteger());
    }

    Collection<Attempt> all() {
        return List.copyOf(byLease.values());
    }

    boolean isEmpty() {
        return byLease.isEmpty();
    }
}
