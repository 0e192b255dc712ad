package io.spillway.server.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryPolicyTest {

    private static final Duration PLENTY = Duration.ofMinutes(1);

    private final RetryPolicy policy = new RetryPolicy(RetryConfig.DEFAULT);
    private final SplittableRandom random = new SplittableRandom(20261111);

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"DATABASE", "LEASE_LOST"})
    void triesAtOnce(Cause cause) {
        assertThat(decide(cause, 1, null)).contains(Duration.ZERO);
        assertThat(decide(cause, 2, null)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "THIRD_PARTY, 1, 40, 60",
        "THIRD_PARTY, 2, 130, 170",
        "THIRD_PARTY, 3, 250, 350",
        "THIRD_PARTY, 9, 250, 350",
        "BUG, 1, 40, 60",
        "BUG, 2, 130, 170",
        "BUG, 3, 250, 350",
        "THROTTLED, 1, 40, 60",
        "THROTTLED, 2, 130, 170",
        "THROTTLED, 3, 250, 350"
    })
    void pausesGrowAndAreSpreadOverTheWholeJitter(Cause cause, int attempt, long min, long max) {
        LongSummaryStatistics pauses = LongStream.range(0, 5_000)
                .map(i -> decide(cause, attempt, null).orElseThrow().toNanos())
                .summaryStatistics();

        long width = (max - min) * 1_000_000;
        assertThat(pauses.getMin()).isBetween(min * 1_000_000, min * 1_000_000 + width / 50);
        assertThat(pauses.getMax()).isBetween(max * 1_000_000 - width / 50, max * 1_000_000);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"INVALID", "DEADLINE", "CANCELED"})
    void doesNotTryWhatCanNotSucceed(Cause cause) {
        assertThat(decide(cause, 1, null)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void endsWithTheLastAttempt(Cause cause) {
        FailedAttempt last = new FailedAttempt(cause, 3, 3, Optional.empty(), PLENTY);
        FailedAttempt only = new FailedAttempt(cause, 1, 1, Optional.empty(), PLENTY);

        assertThat(policy.decide(last, random)).isEmpty();
        assertThat(policy.decide(only, random)).isEmpty();
    }

    @Test
    void waitsAsLongAsTheOtherSideAsked() {
        assertThat(decide(Cause.THROTTLED, 1, Duration.ofSeconds(2))).contains(Duration.ofSeconds(2));
        assertThat(decide(Cause.DATABASE, 1, Duration.ofMillis(5))).contains(Duration.ofMillis(5));
        assertThat(decide(Cause.THROTTLED, 3, Duration.ofMillis(1)).orElseThrow())
                .isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void doesNotTryWhenThePauseOutlastsTheTimeLeft() {
        Optional<Duration> after = Optional.of(Duration.ofSeconds(5));

        assertThat(policy.decide(new FailedAttempt(Cause.THROTTLED, 1, 9, after, Duration.ofSeconds(5)), random))
                .isEmpty();
        assertThat(policy.decide(new FailedAttempt(Cause.THROTTLED, 1, 9, after, Duration.ofMillis(5_001)), random))
                .contains(Duration.ofSeconds(5));
        assertThat(policy.decide(new FailedAttempt(Cause.DATABASE, 1, 9, Optional.empty(), Duration.ZERO), random))
                .isEmpty();
    }

    @Test
    void refusesNumbersThatCanNotBe() {
        assertThatThrownBy(() -> new RetryConfig.Pause(Duration.ofMillis(10), Duration.ofMillis(11)))
                .hasMessageContaining("jitter");
        assertThatThrownBy(() -> new FailedAttempt(Cause.BUG, 0, 3, Optional.empty(), PLENTY))
                .hasMessageContaining("0 of 3");
    }

    private Optional<Duration> decide(Cause cause, int attempt, @Nullable Duration after) {
        return policy.decide(new FailedAttempt(cause, attempt, 10, Optional.ofNullable(after), PLENTY), random);
    }
}
