package io.spillway.server.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatenciesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aBoundEndsItsBucket(int n) {
        long bound = 10_000_000L << n;

        assertThat(Latencies.bucketOf(bound)).isEqualTo(Latencies.bucketOf(bound - 1));
        assertThat(Latencies.bucketOf(bound + 1)).isEqualTo(Latencies.bucketOf(bound) + 1);
        assertThat(Latencies.isBound(Duration.ofNanos(bound))).isTrue();
        assertThat(Latencies.isBound(Duration.ofNanos(bound + 1))).isFalse();
    }

    @Test
    void bucketsGrowWithTheLatencyWithoutGap() {
        int last = 0;
        for (long nanos = 0; nanos <= 1_281_000_000; nanos += 100) {
            int bucket = Latencies.bucketOf(nanos);
            assertThat(bucket).isBetween(last, last + 1);
            last = bucket;
        }

        assertThat(last).isEqualTo(Latencies.OVERFLOW);
    }

    @Test
    void theMiddleIsNearWhateverIsInTheBucket() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int i = 0; i < 100_000; i++) {
            long nanos = (long) Math.exp(Math.log(10_000) + random.nextDouble() * Math.log(128_000));
            assertThat((double) Latencies.middleOf(Latencies.bucketOf(nanos)))
                    .as("%s ns, seed %s", nanos, seed)
                    .isCloseTo(nanos, within(0.065 * nanos));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, 30, 100, 200, 2560})
    void anObjectiveBetweenTwoBoundsIsRefused(long millis) {
        assertThatThrownBy(() -> new Objective(0.99, 0.95, Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not " + millis + " ms");
    }
}
