package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ForesightTest {

    private static final long MILLI = 1_000_000;

    private long now;
    private final Foresight foresight = new Foresight(now);

    @Test
    void nobodyComesFreeBeforeAnybodyDid() {
        assertThat(foresight.comeFree()).isZero();
    }

    @Test
    void someMoreComeFreeThanDidFromCallToCallLately() {
        calls(100, 5, 10);

        assertThat(foresight.comeFree()).isBetween(25, 35);
    }

    @Test
    void whereTasksAreLongNobodyIsExpected() {
        calls(50, 20, 0);
        calls(1, 20, 1);
        calls(50, 20, 0);

        assertThat(foresight.comeFree()).isZero();
    }

    @Test
    void whereTheOtherSideHangsNobodyIsExpectedSoon() {
        calls(100, 5, 30);
        calls(45, 5, 0);

        assertThat(foresight.comeFree()).isZero();
    }

    @Test
    void neverMoreThanABound() {
        calls(1_000, 5, 10_000);

        assertThat(foresight.comeFree()).isEqualTo(Foresight.MOST);
    }

    @Test
    void afterAQuietHourTheLastRushSaysNothing() {
        calls(100, 5, 30);
        now += 3_600_000 * MILLI;
        foresight.call(1, now);

        assertThat(foresight.comeFree()).isZero();
    }

    private void calls(int count, int millis, int ended) {
        for (int i = 0; i < count; i++) {
            now += millis * MILLI;
            foresight.call(ended, now);
        }
    }
}
