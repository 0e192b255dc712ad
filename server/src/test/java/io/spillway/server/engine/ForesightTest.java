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
    void thoseThatEndWithinThreeTurnsAreExpected() {
        turns(100, 10, 20);

        assertThat(foresight.comeFree()).isBetween(55, 65);
    }

    @Test
    void whereTurnsAreShortThoseThatEndWithinALongerCallAreExpected() {
        turns(1_000, 1, 2);

        assertThat(foresight.comeFree()).isBetween(35, 45);
    }

    @Test
    void nobodyIsExpectedForATaskThatWouldBeLateByThen() {
        turns(100, 20, 20);

        assertThat(foresight.comeFree()).as("in 40 ms, not 60").isBetween(35, 45);
    }

    @Test
    void whereTasksAreLongNobodyIsExpected() {
        turns(50, 20, 0);
        turns(1, 20, 1);
        turns(50, 20, 0);

        assertThat(foresight.comeFree()).isZero();
    }

    @Test
    void whereTheOtherSideHangsNobodyIsExpectedSoon() {
        turns(100, 5, 30);
        turns(45, 5, 0);

        assertThat(foresight.comeFree()).isZero();
    }

    @Test
    void neverMoreThanABound() {
        turns(1_000, 5, 10_000);

        assertThat(foresight.comeFree()).isEqualTo(Foresight.MOST);
    }

    @Test
    void afterAQuietHourTheLastRushSaysNothing() {
        turns(100, 5, 30);
        now += 3_600_000 * MILLI;
        foresight.turn(1, now);

        assertThat(foresight.comeFree()).isZero();
    }

    private void turns(int count, int millis, int ended) {
        for (int i = 0; i < count; i++) {
            now += millis * MILLI;
            foresight.turn(ended, now);
        }
    }
}
