package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PeaksTest {

    @Test
    void isTheHighestOfTheTimeWhateverTheTime() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Integer> all = new ArrayList<>();
        Peaks peaks = new Peaks(List.of());

        for (int now = 0; now < 500; now++) {
            int busy = random.nextInt(50);
            all.add(busy);
            peaks = peaks.with(busy, now, 100);

            int time = 1 + random.nextInt(100);
            int highest = all.subList(Math.max(0, now + 1 - time), now + 1).stream()
                    .max(Integer::compare)
                    .orElseThrow();
            assertThat(peaks.over(time, now)).as("seed " + seed).isEqualTo(highest);
        }
    }

    @Test
    void keepsOnlyWhatNothingLaterHasReached() {
        Peaks peaks =
                Peaks.of(8, 0).with(3, 1, 100).with(5, 2, 100).with(5, 3, 100).with(1, 4, 100);

        assertThat(peaks.falling()).containsExactly(new Peaks.Peak(0, 8), new Peaks.Peak(3, 5), new Peaks.Peak(4, 1));
        assertThat(peaks.with(0, 101, 100).falling())
                .extracting(Peaks.Peak::busy)
                .containsExactly(5, 1, 0);
    }
}
