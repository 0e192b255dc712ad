package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThresholdTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final Threshold threshold = new Threshold(Duration.ofMinutes(5));

    private void run(int count, int perSecond, int failingOf) {
        for (int i = 1; i <= count; i++) {
            threshold.add(List.of(
                    new Threshold.Run(START.plusMillis(1000L * i / perSecond), failingOf > 0 && i % failingOf == 0)));
        }
    }

    @Test
    void isNotExceededByExactlyHalfAPercent() {
        run(4_000, 20, 200);

        assertThat(threshold.exceeded()).isNull();
    }

    @Test
    void isExceededByALittleMore() {
        run(4_000, 20, 199);

        assertThat(threshold.exceeded()).isNotNull();
    }

    @Test
    void looksAtNothingBelowAThousandRuns() {
        run(999, 20, 2);
        assertThat(threshold.exceeded()).isNull();

        threshold.add(List.of(new Threshold.Run(START.plusSeconds(50), true)));

        assertThat(threshold.exceeded()).isEqualTo(START.plusSeconds(50));
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        run(1_000, 20, 0);

        threshold.add(List.of(new Threshold.Run(START.plusSeconds(1_000), true)));

        assertThat(threshold.runs()).isEqualTo(1);
    }

    @Test
    void needsFewerRunsInAShorterWindow() {
        assertThat(Threshold.neededRuns(Duration.ofMinutes(5))).isEqualTo(1000);
        assertThat(Math.round(Threshold.neededRuns(Duration.ofSeconds(25)))).isEqualTo(83);
    }
}
