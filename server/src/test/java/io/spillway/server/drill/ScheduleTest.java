package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {

    private static final Instant SUNDAY = Instant.parse("2026-11-22T03:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"off", "PT168H", "SUN 03:00", "WED 23:59"})
    void isWrittenAsItIsRead(String text) {
        assertThat(Schedule.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P1", "PT5M", "SUN", "SUN 25:00", "Sunday 03:00", "on"})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.parse(text))
                .withMessageContaining("SUN 03:00");
    }

    @Test
    void isNeverDueWhenOff() {
        assertThat(new Schedule.Off().isDue(null, SUNDAY)).isFalse();
    }

    @Test
    void aPeriodIsDueAtFirstAndSoLongAfterTheLast() {
        Schedule weekly = Schedule.parse("P7D");

        assertThat(weekly.isDue(null, SUNDAY)).isTrue();
        assertThat(weekly.isDue(SUNDAY, SUNDAY.plus(Duration.ofDays(7)).minusSeconds(1)))
                .isFalse();
        assertThat(weekly.isDue(SUNDAY, SUNDAY.plus(Duration.ofDays(7)))).isTrue();
    }

    @Test
    void aTimeOfTheWeekIsDueFromThenOnForAWhileUnlessOneBegan() {
        Schedule sunday = Schedule.parse("sun 03:00");

        assertThat(sunday.isDue(null, SUNDAY.minusSeconds(1))).isFalse();
        assertThat(sunday.isDue(null, SUNDAY)).isTrue();
        assertThat(sunday.isDue(SUNDAY.minus(Duration.ofDays(7)), SUNDAY.plusSeconds(3600)))
                .isTrue();
        assertThat(sunday.isDue(SUNDAY.plusSeconds(2), SUNDAY.plusSeconds(3600)))
                .isFalse();
        assertThat(sunday.isDue(null, SUNDAY.plus(Schedule.PATIENCE))).isFalse();
    }
}
