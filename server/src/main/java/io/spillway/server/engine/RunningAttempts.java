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

    /** The handler has ended; what it did is not settled yet. */
    void ended(Attempt attempt) {
        count(attempt.task().type()).decrementAndGet();
    }

    /** It is settled: the lease is nobody's any more. */
    void remove(Lease lease) {
        byLease.remove(lease);
    }

    /** How many handlers of the type are at work. */
    int ofType(String type) {
        return count(type).get();
    }

    private AtomicInteger count(String type) {
        return byType.computeIfAbsent(type, _ -> new AtomicInteger());
    }

    Collection<Attempt> all() {
        return List.copyOf(byLease.values());
    }
}
