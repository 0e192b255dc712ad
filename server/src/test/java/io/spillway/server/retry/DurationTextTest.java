package io.spillway.server.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.0001S, 0 ms",
        "PT0.2979S, 297 ms",
        "PT5.001S, 5001 ms",
        "PT5S, 5s",
        "PT10.5S, 10s",
        "PT45S, 45s",
        "PT10M, 10m",
        "PT1M30S, 1m 30s",
        "PT1H, 1h",
        "PT1H0M1S, 1h 1s",
        "PT36H5M1S, 1d 12h",
        "P30D, 30d"
    })
    void isWrittenAsPeopleDo(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }
}
