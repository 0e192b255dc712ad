package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.pool.SizeDecision.Cause;
import io.spillway.server.pool.SizeDecision.Direction;
import io.spillway.server.pool.SizeDecision.Reason;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SizeDecisionTest {

    static Stream<Arguments> sentences() {
        return Stream.of(
                Arguments.of(new Reason.Rate(6012, 5000), "8 → 16 workers: 6,012 tasks/s over 5,000"),
                Arguments.of(
                        new Reason.P95(Duration.ofMillis(231), Duration.ofMillis(200)),
                        "8 → 16 workers: P95 231 ms over 200 ms"),
                Arguments.of(
                        new Reason.Queue(37, Duration.ofMillis(1310)),
                        "8 → 16 workers: 37 in the queue, the first for 1,310 ms"),
                Arguments.of(new Reason.Idle(3, Duration.ofSeconds(60)), "8 → 16 workers: at most 3 busy for 60 s"),
                Arguments.of(new Reason.Maximum(), "8 workers stay: it is the maximum"),
                Arguments.of(new Reason.Cpu(0.94, 0.9), "8 workers stay: CPU 94 % over 90 %"),
                Arguments.of(new Reason.Heap(0.88, 0.85), "8 workers stay: heap 88 % over 85 %"),
                Arguments.of(new Reason.Tier(0.5), "8 workers stay: a tier leaves each type 50 % of them"));
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void saysItselfInEnglishWhateverTheMachineSpeaks(Reason reason, String sentence) {
        Locale machine = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);

            assertThat(new SizeDecision(8, 16, reason, null)).hasToString(sentence);
        } finally {
            Locale.setDefault(machine);
        }
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void eachCauseIsThatOfOneReason(Cause cause) {
        assertThat(sentences().map(each -> ((Reason) each.get()[0]).cause())).containsOnlyOnce(cause);
        assertThat(cause.direction())
                .isEqualTo(
                        switch (cause) {
                            case RATE, P95, QUEUE -> Direction.GROW;
                            case IDLE -> Direction.SHRINK;
                            case MAXIMUM, CPU, HEAP, TIER -> Direction.HOLD;
                        });
    }
}
