package io.spillway.plugin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeBudgetTest {

    @ParameterizedTest
    @CsvSource({
        "PT3S, 3000",
        "PT1.9999S, 1999",
        "PT0.0001S, 1",
        "PT0S, 1",
        "PT-5S, 1",
        "PT24H, 86400000",
        "PT24H0.001S, 86400000",
        "PT876000H, 86400000"
    })
    void isSentAsTheMillisecondsThatAreLeft(Duration left, String millis) {
        assertThat(TimeBudget.headers(left))
                .isEqualTo(Map.of("X-Request-Timeout-Ms", millis, "grpc-timeout", millis + "m"));
    }
}
