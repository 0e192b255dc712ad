package io.spillway.bench.load;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** Latencies, exact to a thousandth. Thread-safe. */
public final class Latencies {

    private static final long HOUR_IN_MICROS = 3_600_000_000L;

    private final Histogram histogram = new SynchronizedHistogram(HOUR_IN_MICROS, 3);

    /** @param micros below nothing counts as nothing */
    public void add(long micros) {
        histogram.recordValue(Math.clamp(micros, 0, HOUR_IN_MICROS));
    }

    public double millisAt(double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    public double meanMillis() {
        return histogram.getMean() / 1000;
    }

    public double maxMillis() {
        return histogram.getMaxValue() / 1000.0;
    }

    public long count() {
        return histogram.getTotalCount();
    }

    public long countAboveMillis(long millis) {
        return histogram.getTotalCount() - histogram.getCountBetweenValues(0, millis * 1000);
    }
}
