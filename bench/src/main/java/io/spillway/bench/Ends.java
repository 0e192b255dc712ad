package io.spillway.bench;

import io.spillway.bench.load.Latencies;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** When tasks were to be submitted, and when they ended: matched afterwards, since a task may end before its submitter knows its id. */
final class Ends {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Map<String, Long> begins = new ConcurrentHashMap<>();
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    void submitted(String id, long intendedNanos) {
        begins.put(id, intendedNanos);
    }

    void ended(String id) {
        ends.put(id, System.nanoTime());
    }

    /** Waits for so many ends. */
    Latencies await(int tasks) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (ends.size() < tasks) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(ends.size() + " of " + tasks + " tasks have ended");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        Latencies latencies = new Latencies();
        begins.forEach((id, begin) -> latencies.add((ends.getOrDefault(id, begin) - begin) / 1000));
        return latencies;
    }
}
