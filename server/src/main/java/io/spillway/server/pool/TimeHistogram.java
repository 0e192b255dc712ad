package io.spillway.server.pool;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts times in buckets, without a lock, from any thread.
 *
 * <p>Log-linear: each doubling is cut into eight equal parts, from 131 µs to more than four minutes, so a bucket is at most an
 * eighth of its times wide. Nothing is ever forgotten here: a window is the difference of two readings.
 */
final class TimeHistogram {

    private static final int UNIT_BITS = 17;
    private static final int PART_BITS = 3;
    private static final int PARTS = 1 << PART_BITS;
    private static final int LAST = 151;

    private final LongAdder[] counts = new LongAdder[LAST + 1];
    private final LongAdder sum = new LongAdder();

    /** What was counted up to a moment. @param nanos the sum of all times */
    record Reading(long[] counts, long total, long nanos) {

        static final Reading NONE = new Reading(new long[LAST + 1], 0, 0);

        Reading minus(Reading earlier) {
            long[] difference = new long[counts.length];
            for (int i = 0; i < counts.length; i++) {
                difference[i] = counts[i] - earlier.counts[i];
            }
            return new Reading(difference, total - earlier.total, nanos - earlier.nanos);
        }

        /** The mean time, in ns; 0 without any. */
        long mean() {
            return total == 0 ? 0 : nanos / total;
        }

        /** The time that the given share of all does not exceed, in ns; 0 without any. */
        long quantile(double share) {
            double rank = share * total;
            long below = 0;
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0 && below + counts[i] >= rank) {
                    double part = Math.max(0, rank - below) / counts[i];
                    return (long) (lowest(i) + part * (lowest(i + 1) - lowest(i)));
                }
                below += counts[i];
            }
            return 0;
        }
    }

    TimeHistogram() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void add(long nanos) {
        long positive = Math.max(0, nanos);
        counts[bucketOf(positive)].increment();
        sum.add(positive);
    }

    Reading read() {
        long[] now = new long[counts.length];
        long total = 0;
        for (int i = 0; i < now.length; i++) {
            now[i] = counts[i].sum();
            total += now[i];
        }
        return new Reading(now, total, sum.sum());
    }

    static int bucketOf(long nanos) {
        long units = nanos >>> UNIT_BITS;
        if (units < PARTS) {
            return (int) units;
        }
        int doubling = 63 - Long.numberOfLeadingZeros(units) - PART_BITS;
        return (int) Math.min(LAST, ((long) doubling << PART_BITS) + (units >>> doubling));
    }

    /** The shortest time of a bucket, in ns. */
    static long lowest(int bucket) {
        int doubling = Math.max(0, (bucket >>> PART_BITS) - 1);
        return (long) (bucket - (doubling << PART_BITS)) << doubling << UNIT_BITS;
    }
}
