package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.pool.PoolSignals.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule of shrinking by itself; what all come to together is shown by simulations. */
final class PoolShrinkTest extends PoolSizerScene {

    @Test
    void shrinksByHalvesOnceHalfWasEnoughForTheIdleTime() {
        state = PoolState.of(128, 0);

        assertThat(idle(Duration.ofMillis(59_900), 0)).isEmpty();
        List<SizeDecision> decisions = idle(Duration.ofMillis(4_100), 0);

        assertThat(decisions).extracting(SizeDecision::to).containsExactly(64, 32, 16, 8, 4);
        assertThat(decisions.getFirst()).hasToString("128 → 64 workers: at most 0 busy for 60 s");
        assertThat(idle(Duration.ofMinutes(10), 0)).isEmpty();
    }

    @Test
    void aMomentOfWorkBeginsTheIdleTimeAnew() {
        state = PoolState.of(128, 0);

        idle(Duration.ofSeconds(59), 0);
        look(51, Load.NONE);

        assertThat(idle(Duration.ofMillis(59_900), 0)).isEmpty();
        assertThat(idle(Duration.ofSeconds(1), 0)).isNotEmpty();
    }

    @Test
    void neverShrinksBelowWhatThePeakOfTheIdleTimeNeeds() {
        state = PoolState.of(128, 0);

        look(20, Load.NONE);
        idle(Duration.ofMinutes(5), 3);

        assertThat(state.workers())
                .as("20 and room for chance fit into 32, and 3 into 8")
                .isEqualTo(8);
    }

    @Test
    void whatHasWorkedForAWhileAndThenEndedHoldsNobodyBack() {
        state = PoolState.of(128, 0);
        for (int peak = 128; peak > 0; peak -= 10) {
            look(peak, Load.NONE);
        }
        look(0, Load.NONE);
        long ended = now;

        idle(Duration.ofSeconds(62), 0);

        assertThat(state.workers()).isEqualTo(4);
        assertThat(state.shrunk())
                .isNotNull()
                .isLessThan(ended + Duration.ofSeconds(61).toNanos());
    }

    @Test
    void aShrinkStopsWhereTheLoadComesBack() {
        state = PoolState.of(128, 0);
        idle(Duration.ofMillis(60_300), 0);
        assertThat(state.workers()).isEqualTo(32);

        assertThat(idle(Duration.ofSeconds(30), 20)).isEmpty();
    }

    @Test
    void aLoadThatComesBackAgainAndAgainKeepsItsWorkersForLonger() {
        List<Duration> waited = new ArrayList<>();

        for (int i = 0; i < 9; i++) {
            press(SLOW);
            long begun = now;
            while (state.workers() > 4) {
                idle(Duration.ofMillis(100), 0);
            }
            waited.add(Duration.ofNanos(now - begun));
        }

        assertThat(waited.stream().map(Duration::toMinutes)).containsExactly(1L, 1L, 1L, 2L, 4L, 8L, 16L, 32L, 32L);
    }

    @Test
    void whatItRegretsIsForgottenInTime() {
        for (int i = 0; i < 4; i++) {
            press(SLOW);
            idle(Duration.ofMinutes(5), 0);
        }
        press(SLOW);
        assertThat(idle(Duration.ofMinutes(3), 0)).as("four minutes to wait").isEmpty();

        idle(Duration.ofHours(12), 0);
        press(SLOW);

        assertThat(idle(Duration.ofMinutes(3), 0))
                .as("two of four forgotten, one new")
                .isNotEmpty();
    }
}
