package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.pool.PoolSignals.Load;
import io.spillway.server.pool.PoolSignals.Machine;
import io.spillway.server.pool.PoolSignals.Queue;
import io.spillway.server.pool.PoolSignals.Waits;
import io.spillway.server.pool.SizeDecision.Need;
import io.spillway.server.pool.SizeDecision.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of growing by itself, and the settings; what all come to together is shown by simulations. */
final class PoolSizerTest extends PoolSizerScene {

    @Test
    void growsWhereTheP95IsTooLongWhileTasksWaitForBusyWorkers() {
        SizeDecision decision = press(SLOW).getFirst();

        assertThat(decision).isEqualTo(new SizeDecision(4, 8, new Reason.P95(ms(231), LIMIT), null));
        assertThat(decision).hasToString("4 → 8 workers: P95 231 ms over 200 ms");
        assertThat(state.workers()).isEqualTo(8);
    }

    @Test
    void growsWhereTasksComeTooFast() {
        SizeDecision decision = press(load(6011.2, ms(60), ms(30), false)).getFirst();

        assertThat(decision.reason()).isEqualTo(new Reason.Rate(6012, 5000));
    }

    @Test
    void goesStraightToWhatLittlesLawAsksFor() {
        Load surge = new Load(2000, ms(231), ms(20), 500, new Waits(ms(180), false));

        SizeDecision decision = press(surge).getFirst();

        assertThat(decision.to()).isEqualTo(50);
        assertThat(decision.need()).isEqualTo(new Need(2000, ms(20), 50));
        assertThat(decision).hasToString("4 → 50 workers: P95 231 ms over 200 ms; 2,000 tasks/s of 20.0 ms need 50");
    }

    @Test
    void neverGrowsBeyondTheMaximum() {
        Load surge = new Load(60_000, ms(900), ms(20), 500, new Waits(ms(800), false));

        assertThat(press(surge).getFirst().to()).isEqualTo(128);
    }

    @Test
    void theLastStepIsNoLargerThanWhatIsLeft() {
        state = PoolState.of(100, 0);

        assertThat(press(SLOW).getFirst())
                .extracting(SizeDecision::to, SizeDecision::need)
                .containsExactly(128, null);
    }

    @Test
    void aHandlerThatIsSlowByItselfNeedsNoMoreWorkers() {
        assertThat(decisions(50, () -> new PoolSignals(2, SLOW, Optional.empty(), CALM, 1)))
                .as("half of the workers are free at each look")
                .isEmpty();
        assertThat(press(load(100, ms(900), ms(19), false)))
                .as("hardly any wait")
                .isEmpty();
    }

    @Test
    void aHighRateAloneIsNoReason() {
        assertThat(press(load(20_000, ms(3), ms(1), false))).isEmpty();
    }

    @Test
    void aBacklogThatIsBeingWorkedOffNeedsNoMoreWorkers() {
        assertThat(press(load(100, ms(900), ms(800), true))).isEmpty();
    }

    @Test
    void workersThatWereBusyForAMomentOnlyAreNoReason() {
        for (int i = 0; i < 20; i++) {
            assertThat(look(4, SLOW)).isNull();
            assertThat(look(3, SLOW)).isNull();
            assertThat(look(2, SLOW)).isNull();
        }
    }

    @Test
    void threeQuartersOfTheWorkersCountAsAll() {
        state = PoolState.of(16, 0);

        assertThat(decisions(20, () -> new PoolSignals(11, SLOW, Optional.empty(), CALM, 1)))
                .isEmpty();
        assertThat(decisions(3, () -> new PoolSignals(12, SLOW, Optional.empty(), CALM, 1)))
                .hasSize(1);
    }

    @Test
    void aStepIsGivenTimeToShowWhatItBrings() {
        assertThat(look(4, SLOW)).isNull();
        assertThat(look(4, SLOW)).isNull();
        assertThat(look(4, SLOW)).isNotNull();
        assertThat(look(8, SLOW)).isNull();
        assertThat(look(8, SLOW)).isNull();
        assertThat(look(8, SLOW)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 199, false",
        "1, 201, false",
        "2, 201, true",
        "50, 200, false",
        "1, 2000, false",
        "1, 2001, true",
    })
    void whereFewTasksEndTheQueueSpeaksForThem(long tasks, long oldest, boolean grows) {
        Load stuck = new Load(0, ms(5000), ms(5000), PoolSizer.FEW - 1, new Waits(ms(0), false));

        List<SizeDecision> decisions =
                decisions(3, () -> new PoolSignals(4, stuck, Optional.of(new Queue(tasks, ms(oldest))), CALM, 1));

        assertThat(decisions)
                .isEqualTo(
                        grows ? List.of(new SizeDecision(4, 8, new Reason.Queue(tasks, ms(oldest)), null)) : List.of());
    }

    @Test
    void whereNobodyKnowsTheQueueNothingGrows() {
        Load stuck = new Load(0, ms(5000), ms(5000), 3, new Waits(ms(0), false));

        assertThat(press(stuck)).isEmpty();
    }

    @Test
    void theQueueIsAskedOnlyWhereItCanMatter() {
        Load few = new Load(0, ms(5000), ms(5000), 3, new Waits(ms(0), false));
        look(4, few);
        assertThat(sizer.isBlind(state, few, now))
                .as("not full for long enough")
                .isFalse();
        look(4, few);
        look(4, few);
        assertThat(sizer.isBlind(state, few, now)).isTrue();
        assertThat(sizer.isBlind(state, SLOW, now)).as("enough tasks end").isFalse();
        look(2, few);
        assertThat(sizer.isBlind(state, few, now)).as("workers are free").isFalse();
    }

    @Test
    void aReasonNotToGrowIsSaidOnce() {
        List<SizeDecision> decisions =
                decisions(200, () -> new PoolSignals(4, SLOW, Optional.empty(), new Machine(0.931, 0.4), 1));

        assertThat(decisions).containsExactly(new SizeDecision(4, 4, new Reason.Cpu(0.94, 0.9), null));
        assertThat(decisions.getFirst()).hasToString("4 workers stay: CPU 94 % over 90 %");
    }

    @Test
    void growsAsSoonAsWhatHeldItIsOver() {
        decisions(5, () -> new PoolSignals(4, SLOW, Optional.empty(), new Machine(0.93, 0.4), 1));

        assertThat(look(4, SLOW)).isNotNull().extracting(SizeDecision::to).isEqualTo(8);
    }

    @Test
    void aReasonIsSaidAgainAfterAMinuteWithoutIt() {
        IntFunction<List<SizeDecision>> hot =
                times -> decisions(times, () -> new PoolSignals(4, SLOW, Optional.empty(), new Machine(0.95, 0.4), 1));

        assertThat(hot.apply(10)).hasSize(1);
        decisions(590, () -> new PoolSignals(4, load(1, ms(1), ms(0), false), Optional.empty(), CALM, 1));
        assertThat(hot.apply(10)).isEmpty();
        decisions(610, () -> new PoolSignals(4, load(1, ms(1), ms(0), false), Optional.empty(), CALM, 1));
        assertThat(hot.apply(10)).hasSize(1);
    }

    @Test
    void doesNotGrowWhileMemoryIsShort() {
        assertThat(decisions(3, () -> new PoolSignals(4, SLOW, Optional.empty(), new Machine(0.1, 0.86), 1)))
                .containsExactly(new SizeDecision(4, 4, new Reason.Heap(0.86, 0.85), null));
    }

    @Test
    void doesNotUndoWhatATierHoldsDown() {
        assertThat(decisions(3, () -> new PoolSignals(4, SLOW, Optional.empty(), CALM, 0.5)))
                .containsExactly(new SizeDecision(4, 4, new Reason.Tier(0.5), null));
    }

    @Test
    void saysWhenItIsAsLargeAsItMayBe() {
        state = PoolState.of(128, 0);

        assertThat(decisions(100, () -> new PoolSignals(128, SLOW, Optional.empty(), new Machine(1, 1), 0.5)))
                .containsExactly(new SizeDecision(128, 128, new Reason.Maximum(), null));
    }

    @Test
    void aPoolOfAFixedSizeDecidesNothing() {
        sizer = new PoolSizer(PoolConfig.fixed(8, Duration.ofSeconds(1)));
        state = sizer.start(0);

        assertThat(press(SLOW)).isEmpty();
        assertThat(idle(Duration.ofMinutes(5), 0)).isEmpty();
        assertThat(state.workers()).isEqualTo(8);
    }

    @Test
    void heedsItsConfiguration() {
        sizer = new PoolSizer(new PoolConfig(
                1,
                6,
                new PoolConfig.Growth(100, Duration.ofSeconds(2), 1, 1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1)));
        state = sizer.start(0);

        assertThat(press(load(90, ms(1999), ms(500), false))).isEmpty();
        assertThat(press(load(101, ms(1999), ms(500), false))).isNotEmpty();
        assertThat(press(load(90, ms(2001), ms(500), false)).getFirst().to()).isEqualTo(4);
        assertThat(press(load(90, ms(2001), ms(500), false)).getFirst().to()).isEqualTo(6);
        idle(Duration.ofMillis(4_900), 0);
        assertThat(state.workers()).isEqualTo(6);
        assertThat(idle(Duration.ofSeconds(1), 0)).extracting(SizeDecision::to).containsExactly(3, 2, 1);
    }
}
