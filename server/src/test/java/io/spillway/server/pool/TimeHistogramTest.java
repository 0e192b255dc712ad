package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeHistogramTest {

    private final TimeHistogram histogram = new TimeHistogram();

    @Test
    void everyTimeIsInTheBucketWhoseBoundsHoldIt() {
        for (long nanos = 0; nanos < Duration.ofSeconds(120).toNanos(); nanos = nanos * 9 / 8 + 7_919) {
            int bucket = TimeHistogram.bucketOf(nanos);

            assertThat(nanos)
                    .isGreaterThanOrEqualTo(TimeHistogram.lowest(bucket))
                    .isLessThan(TimeHistogram.lowest(bucket + 1));
        }
    }

    @Test
    void whatIsBeyondAllBucketsIsInTheLast() {
        assertThat(TimeHistogram.bucketOf(Long.MAX_VALUE)).isEqualTo(TimeHistogram.bucketOf(400_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.95, 0.99})
    void aQuantileIsOffByAnEighthAtTheMost(double share) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long[] times = new long[10_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (20_000_000 * random.nextExponential());
            histogram.add(times[i]);
        }
        Arrays.sort(times);

        long exact = times[(int) (share * times.length) - 1];

        assertThat((double) histogram.read().quantile(share)).as("seed " + seed).isCloseTo(exact, within(exact / 8.0));
    }

    @Test
    void aWindowIsTheDifferenceOfTwoReadings() {
        histogram.add(1_000_000_000);
        TimeHistogram.Reading before = histogram.read();
        histogram.add(10_000_000);
        histogram.add(30_000_000);

        TimeHistogram.Reading window = histogram.read().minus(before);

        assertThat(window.total()).isEqualTo(2);
        assertThat(window.mean()).isEqualTo(20_000_000);
        assertThat(window.quantile(1)).isCloseTo(30_000_000, within(4_000_000L));
    }

    @Test
    void nothingCountedHasNoTimes() {
        assertThat(histogram.read().mean()).isZero();
        assertThat(histogram.read().quantile(0.95)).isZero();
    }

    @Test
    void aTimeBelowNothingCountsAsNothing() {
        histogram.add(-5);

        assertThat(histogram.read().nanos()).isZero();
        assertThat(histogram.read().counts()[0]).isOne();
    }
}
