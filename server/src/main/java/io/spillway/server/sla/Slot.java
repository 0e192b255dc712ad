package io.spillway.server.sla;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The counts of one short stretch of time. A slot is never emptied and used again: its ring puts a new one in its place,
 * so that a thread that is late adds to a slot that nobody reads any more, and never to the wrong time.
 */
final class Slot {

    static final int TOTAL = Latencies.BUCKETS;
    static final int FAILED = TOTAL + 1;
    static final int SHED = TOTAL + 2;
    static final int COUNTS = TOTAL + 3;

    final long tick;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(COUNTS);

    Slot(long tick) {
        this.tick = tick;
    }

    void add(int count) {
        counts.getAndIncrement(count);
    }

    void addTo(long[] sums) {
        for (int i = 0; i < COUNTS; i++) {
            sums[i] += counts.get(i);
        }
    }

    int total() {
        return counts.get(TOTAL);
    }
}
