package io.spillway.server.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages of one kind have in common. */
final class MessagePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "HTTP 502 from the gateway | HTTP # from the gateway",
                "coupon C-77 is used up | coupon C-# is used up",
                "order A-20261123-0001 | order A-#",
                "took 1.250s at 10.0.0.4:8080 | took #s at #",
                "id 4bf92f3577b34da6a3ce929d0e0e4736 is unknown | id # is unknown",
                "id 9f86d081-884c-7d65-9a2f-eaa0c55ad015! | id #!",
                "2026-11-23T06:21:07Z: away | #Z: away",
                "库存不足 42 件 | 库存不足 # 件",
                "no number at all | no number at all",
            })
    void masksWhatDiffersFromTaskToTask(String message, String pattern) {
        assertThat(MessagePattern.of(message)).isEqualTo(pattern);
    }

    @Test
    void isOneLineOfBoundedLengthInBoundedTime() {
        String message = "failed\n\tat line 12 " + "x".repeat(100_000) + " 77";

        assertTimeout(Duration.ofSeconds(2), () -> {
            assertThat(MessagePattern.of(message))
                    .startsWith("failed at line # xxx")
                    .hasSizeLessThan(300);
            assertThat(MessagePattern.of("7 ".repeat(50_000))).hasSizeLessThan(300);
        });
    }

    @Test
    void ofAPatternIsThePattern() {
        String pattern = MessagePattern.of("HTTP 502 for C-77 of 4bf92f3577b34da6");

        assertThat(MessagePattern.of(pattern)).isEqualTo(pattern);
    }
}
