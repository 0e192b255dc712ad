package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.system.Waterfall.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WaterfallTest {

    private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");

    @Test
    void showsStepsInSecondsSinceTheBreach() {
        Waterfall waterfall = new Waterfall();

        waterfall.mark(Step.BREACH, START);
        waterfall.markIfKnown(Step.SCRAPE, Optional::empty);
        waterfall.markIfKnown(Step.TIER, () -> Optional.of(START.plusMillis(3_500)));
        waterfall.mark(Step.TIER, START.plusSeconds(60));

        assertThat(waterfall.has(Step.SCRAPE)).isFalse();
        assertThat(waterfall.between(Step.BREACH, Step.TIER)).isEqualTo(Duration.ofMillis(3_500));
        assertThat(waterfall.toString().lines().skip(1))
                .satisfiesExactly(
                        breach -> assertThat(breach).startsWith("breach      0.00   +0.00  #"),
                        tier -> assertThat(tier).startsWith("tier        3.50   +3.50  ####"));
    }

    @Test
    void saysWhereTheLoopEnded() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> new Waterfall().between(Step.BREACH, Step.TIER))
                .withMessageContaining("the first task failed");
    }
}
