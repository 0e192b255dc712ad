package io.spillway.server.sla;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The summed counts of one window, and what follows from them.
 *
 * @param counts indexed as {@link Slot} does
 * @param seconds how much time they are of
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within this package, and compared by nobody
record Tally(long[] counts, double seconds) {

    SlaReport.Stats stats(Objective objective, @Nullable Double budgetRemaining) {
        long total = counts[Slot.TOTAL];
        long timed = timed();
        Double failureRate = total == 0 ? null : (double) counts[Slot.FAILED] / total;
        return new SlaReport.Stats(
                total,
                counts[Slot.FAILED],
                counts[Slot.SHED],
                total / seconds,
                failureRate,
                quantile(0.50, timed),
                quantile(0.95, timed),
                quantile(0.99, timed),
                timed == 0 ? null : (double) counts[Latencies.OVERFLOW] / timed,
                failureRate == null ? null : 1 - failureRate,
                total == 0 ? null : (double) within(objective.latency()) / total,
                budgetRemaining,
                burn(objective));
    }

    /** How many times faster than the objective allows failures come; null without data. */
    @Nullable
    Double burn(Objective objective) {
        long total = counts[Slot.TOTAL];
        return total == 0 ? null : (double) counts[Slot.FAILED] / total / (1 - objective.success());
    }

    private long timed() {
        long sum = 0;
        for (int i = 0; i < Latencies.BUCKETS; i++) {
            sum += counts[i];
        }
        return sum;
    }

    private long within(Duration bound) {
        long sum = 0;
        for (int i = 0; i <= Latencies.bucketOf(bound.toNanos()); i++) {
            sum += counts[i];
        }
        return sum;
    }

    /* The nearest rank: the smallest value that at least that share of all values does not exceed. */
    private SlaReport.@Nullable Quantile quantile(double share, long timed) {
        if (timed == 0) {
            return null;
        }
        long rank = Math.max(1, (long) Math.ceil(share * timed));
        long seen = 0;
        for (int i = 0; i < Latencies.OVERFLOW; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return new SlaReport.Quantile(Duration.ofNanos(Latencies.middleOf(i)), false);
            }
        }
        return new SlaReport.Quantile(Latencies.LARGEST_BOUND, true);
    }
}
