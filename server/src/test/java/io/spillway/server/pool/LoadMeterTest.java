package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadMeterTest {

    private static final Duration TICK = Duration.ofMillis(100);

    private final LoadMeter meter = new LoadMeter();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    @Test
    void theFirstLookKnowsNothing() {
        meter.arrived();

        assertThat(meter.read(now)).isEqualTo(PoolSignals.Load.NONE);
    }

    @Test
    void aSurgeShowsInAFifthOfASecond() {
        look();
        for (int i = 0; i < 10; i++) {
            arrive(10);
            look();
        }
        arrive(60);
        assertThat(look().rate()).isCloseTo(350, within(1.0));
        arrive(60);

        assertThat(look().rate()).isCloseTo(600, within(1.0));
    }

    @Test
    void afterASurgeTheRateIsThatOfTheLastHalfSecond() {
        look();
        for (int i = 0; i < 10; i++) {
            arrive(60);
            look();
        }
        arrive(10);
        look();

        assertThat(look().rate()).isCloseTo(380, within(1.0));
    }

    @Test
    void aTaskThatOthersAcceptedOrThatIsTriedAgainCountsWhenItBegins() {
        look();
        for (int i = 0; i < 5; i++) {
            arrive(1);
            meter.began(Duration.ZERO);
            meter.began(Duration.ZERO);
            meter.began(Duration.ZERO);
            look();
        }

        assertThat(look().rate()).isCloseTo(24, within(0.1));
    }

    @Test
    void timesAreThoseOfTheLastSecond() {
        look();
        for (int i = 0; i < 100; i++) {
            meter.ended(Duration.ofSeconds(9), Duration.ofSeconds(1));
        }
        for (int i = 0; i < 11; i++) {
            look();
        }
        for (int i = 0; i < 100; i++) {
            meter.ended(Duration.ofMillis(i < 90 ? 0 : 280), Duration.ofMillis(20));
        }

        PoolSignals.Load load = look();

        assertThat(load.ended()).isEqualTo(100);
        assertThat(load.run()).isEqualTo(Duration.ofMillis(20));
        assertThat(load.p95().toMillis()).isBetween(270L, 330L);
    }

    @Test
    void whatWaitsForLessThanThoseBeforeIsEasing() {
        List<Boolean> easing = new ArrayList<>();
        look();
        for (int waited : new int[] {10, 50, 100, 150, 200, 180, 140, 100, 60, 20, 20, 20, 20}) {
            meter.began(Duration.ofMillis(waited));
            easing.add(look().waits().easing());
        }

        assertThat(easing)
                .containsExactly(false, false, false, false, false, false, false, true, true, true, true, true, false);
    }

    @Test
    void whereNothingBeginsNothingIsEasing() {
        look();
        meter.began(Duration.ofSeconds(1));
        look();
        look();
        look();

        assertThat(look().waits().easing()).isFalse();
    }

    @Test
    void aMeterThatIsReadLateTellsOfTheTimeSince() {
        look();
        look();
        arrive(500);
        now += Duration.ofSeconds(10).toNanos();

        assertThat(look().rate()).isCloseTo(50, within(1.0));
    }

    private void arrive(int tasks) {
        for (int i = 0; i < tasks; i++) {
            meter.arrived();
        }
    }

    private PoolSignals.Load look() {
        now += TICK.toNanos();
        return meter.read(now);
    }
}
