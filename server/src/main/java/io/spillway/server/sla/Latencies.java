package io.spillway.server.sla;

import java.time.Duration;

/**
 * The buckets that latencies are counted in.
 *
 * <p>Log-linear, as HdrHistogram's: each doubling is cut into eight equal parts, so that a bucket's middle is at most 1/16
 * away from anything in it. The unit is 10 ms / 2¹³ (1.22 µs), which makes the histogram's bounds (10 ms × 2ⁿ) powers of
 * two, and so edges of buckets: what lies below a bound is counted exactly. An edge belongs to the bucket below it, as
 * {@code le} says in Prometheus. Beyond the largest bound there is one bucket, which knows no value.
 */
final class Latencies {

    static final Duration LARGEST_BOUND = Duration.ofMillis(1280);

    private static final long LARGEST_NANOS = LARGEST_BOUND.toNanos();
    private static final long BOUND_NANOS = 10_000_000;
    private static final int BOUND_BITS = 13;
    private static final int PART_BITS = 3;
    private static final int PARTS = 1 << PART_BITS;
    private static final int DOUBLINGS = BOUND_BITS + 7 - PART_BITS;

    /** The bucket of everything that took longer than the largest bound. */
    static final int OVERFLOW = PARTS * (DOUBLINGS + 1);

    static final int BUCKETS = OVERFLOW + 1;

    private Latencies() {}

    static int bucketOf(long nanos) {
        if (nanos > LARGEST_NANOS) {
            return OVERFLOW;
        }
        long units = ((Math.max(1, nanos) - 1) << BOUND_BITS) / BOUND_NANOS;
        if (units < PARTS) {
            return (int) units;
        }
        int doubling = 63 - Long.numberOfLeadingZeros(units) - PART_BITS;
        return (doubling << PART_BITS) + (int) (units >>> doubling);
    }

    /** The middle of a bucket, in ns. */
    static long middleOf(int bucket) {
        if (bucket >= OVERFLOW) {
            throw new IllegalArgumentException("the last bucket has no middle");
        }
        int doubling = Math.max(0, (bucket >>> PART_BITS) - 1);
        long low = (long) (bucket - (doubling << PART_BITS)) << doubling;
        return ((2 * low + (1L << doubling)) * BOUND_NANOS) >>> (BOUND_BITS + 1);
    }

    /** Whether it is one of the eight bounds of the histogram that Prometheus reads. */
    static boolean isBound(Duration latency) {
        long millis = latency.toMillis();
        return latency.equals(Duration.ofMillis(millis))
                && millis >= 10
                && millis <= 1280
                && millis % 10 == 0
                && Long.bitCount(millis / 10) == 1;
    }
}
