package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A lane's pace in virtual time. */
final class TurnPaceTest {

    private static final long SECOND = 1_000_000_000;

    private long now = -5 * SECOND;
    private final TurnPace pace = new TurnPace(now);

    @Test
    void letsAFewTurnsFollowEachOtherAtOnce() {
        now += SECOND;
        for (int i = 0; i < TurnPace.AT_ONCE; i++) {
            assertThat(pace.pause(now)).isZero();
            pace.took(now);
        }
        assertThat(pace.pause(now)).isEqualTo(TurnPace.SPACING_NANOS);
    }

    @Test
    void spacesTheTurnsOfALaneThatGoesOnWithoutABreak() {
        long begin = now;
        int turns = 0;
        while (now - begin < SECOND) {
            now += Math.max(1_000, pace.pause(now));
            pace.took(now);
            turns++;
        }
        assertThat(turns).isBetween(990, 1_010);
    }

    @Test
    void doesNotDelayTurnsThatAreRareAnyhow() {
        for (int i = 0; i < 1_000; i++) {
            now += TurnPace.SPACING_NANOS;
            assertThat(pace.pause(now)).isZero();
            pace.took(now);
        }
    }
}
