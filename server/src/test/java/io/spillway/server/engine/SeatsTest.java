package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.pool.WorkerPool;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeatsTest {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final WorkerPool pool = new WorkerPool(16, Duration.ofSeconds(1));
    private long now = 1;
    private final Seats seats = new Seats(pool, () -> now);

    @Test
    void aTypeThatIsAloneMayHaveAll() {
        assertThat(seats.take("a", 100, NO_LIMIT)).isEqualTo(16);
        assertThat(seats.hungriest()).contains("a");
    }

    @Test
    void aTypeNeverHasMoreThanItMay() {
        assertThat(seats.take("a", 100, 5)).isEqualTo(5);
        assertThat(seats.take("a", 100, 5)).isZero();
        assertThat(seats.hungriest()).as("its own limit makes nobody hungry").isEmpty();
    }

    @Test
    void aFewSeatsAreLeftForWhoHadWorkLately() {
        worked("b");
        worked("c");

        assertThat(seats.take("a", 100, NO_LIMIT)).isEqualTo(14);
        assertThat(seats.take("b", 3, NO_LIMIT)).as("at once, whatever a does").isPositive();
    }

    @Test
    void noSeatIsLeftForWhoHadWorkLongAgo() {
        worked("b");

        now += TimeUnit.MINUTES.toNanos(2);

        assertThat(seats.take("a", 100, NO_LIMIT)).isEqualTo(16);
    }

    @Test
    void aLongTaskIsWorkUntilItEnds() {
        seats.take("b", 1, NO_LIMIT);
        seats.hadWork("b");
        now += TimeUnit.MINUTES.toNanos(5);
        pool.give(1);
        seats.left("b", 1);

        assertThat(seats.take("a", 100, NO_LIMIT)).isEqualTo(15);
    }

    @Test
    void noSeatIsLeftForWhoHasOnlyLookedForWork() {
        free("b", seats.take("b", 1, NO_LIMIT));

        assertThat(seats.take("a", 100, NO_LIMIT)).isEqualTo(16);
    }

    @Test
    void whoIsAboveItsShareGetsNoMoreWhileAnotherIsHungry() {
        seats.take("a", 16, NO_LIMIT);
        assertThat(seats.take("b", 16, NO_LIMIT)).isZero();

        free("a", 4);

        assertThat(seats.take("a", 16, NO_LIMIT)).isZero();
        assertThat(seats.take("b", 16, NO_LIMIT)).isEqualTo(4);
    }

    @Test
    void whoIsContentKeepsNobodyFromTakingMore() {
        seats.take("a", 16, NO_LIMIT);
        seats.take("b", 16, NO_LIMIT);
        free("a", 4);

        seats.content("b");

        assertThat(seats.take("a", 16, NO_LIMIT)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 20, 40})
    void allHungryTypesGetTheSameInTheLongRun(int types) {
        Random random = new Random(11);
        Map<String, Integer> taken = new HashMap<>();
        Map<String, Integer> running = new HashMap<>();
        List<String> names = java.util.stream.IntStream.range(0, types)
                .mapToObj(i -> "type-" + i)
                .toList();

        for (int step = 0; step < 20_000; step++) {
            now++;
            String type = names.get(random.nextInt(types));
            int got = seats.take(type, 100, NO_LIMIT);
            taken.merge(type, got, Integer::sum);
            running.merge(type, got, Integer::sum);
            String ends = names.get(random.nextInt(types));
            if (running.getOrDefault(ends, 0) > 0) {
                running.merge(ends, -1, Integer::sum);
                free(ends, 1);
                seats.hungriest().ifPresent(next -> {
                    int more = seats.take(next, 100, NO_LIMIT);
                    taken.merge(next, more, Integer::sum);
                    running.merge(next, more, Integer::sum);
                });
            }
        }

        int least = taken.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
        int most = taken.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(taken).hasSize(types);
        assertThat(least).as("of %s", taken).isGreaterThan(most * 2 / 3);
    }

    private void free(String type, int count) {
        pool.give(count);
        seats.left(type, count);
    }

    private void worked(String type) {
        int got = seats.take(type, 1, NO_LIMIT);
        seats.hadWork(type);
        free(type, got);
    }
}
