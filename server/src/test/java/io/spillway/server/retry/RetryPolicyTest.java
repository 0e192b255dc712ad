package io.spillway.server.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Pause;
import io.spillway.plugin.api.Retries;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryPolicyTest {

    private static final Duration PLENTY = Duration.ofMinutes(30);
    private static final Retries TEN = Retries.DEFAULT.withMaxAttempts(10);

    private final RetryPolicy policy = new RetryPolicy(RetryConfig.DEFAULT);
    private final SplittableRandom random = new SplittableRandom(20261111);

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"DATABASE", "LEASE_LOST"})
    void triesAtOnce(Cause cause) {
        assertThat(pause(cause, 1, null)).isZero();
        assertThat(pause(cause, 2, null)).isZero();
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
        "THROTTLED, 3, 250, 350",
        "TIMEOUT, 1, 40, 60",
        "TIMEOUT, 3, 250, 350"
    })
    void pausesGrowAndAreSpreadOverTheWholeJitter(Cause cause, int attempt, long min, long max) {
        assertSpread(policy, cause, attempt, min, max);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 50", "2, 0, 150", "3, 0, 300", "9, 0, 300"})
    void fullJitterIsSpreadFromNothingToTheStep(int attempt, long min, long max) {
        RetryPolicy full = new RetryPolicy(with(Cause.THIRD_PARTY, RetryConfig.Policy::withFullJitter));

        assertSpread(full, Cause.THIRD_PARTY, attempt, min, max);
    }

    private void assertSpread(RetryPolicy policy, Cause cause, int attempt, long min, long max) {
        LongSummaryStatistics pauses = LongStream.range(0, 5_000)
                .map(i -> pause(policy.decide(failed(cause, attempt, TEN, null), random))
                        .toNanos())
                .summaryStatistics();

        long width = (max - min) * 1_000_000;
        assertThat(pauses.getMin()).isBetween(min * 1_000_000, min * 1_000_000 + width / 50);
        assertThat(pauses.getMax()).isBetween(max * 1_000_000 - width / 50, max * 1_000_000);
    }

    @Test
    void theTypesPausesWinOverTheOperators() {
        Retries wanted =
                TEN.withPauses(Cause.DATABASE, Pause.of(Duration.ofSeconds(1)), Pause.of(Duration.ofSeconds(2)));

        assertThat(pause(policy.decide(failed(Cause.DATABASE, 1, wanted, null), random)))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(pause(policy.decide(failed(Cause.DATABASE, 5, wanted, null), random)))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(pause(policy.decide(failed(Cause.BUG, 1, wanted, null), random)))
                .isBetween(Duration.ofMillis(40), Duration.ofMillis(60));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"INVALID", "DEADLINE", "CANCELED"})
    void doesNotTryWhatCanNotSucceed(Cause cause) {
        assertThat(why(failed(cause, 1, TEN, null)))
                .isEqualTo("another attempt can't help where the cause is " + cause.label());
    }

    @Test
    void endsWithTheLastAttemptThatTheTypeAllows() {
        assertThat(why(failed(Cause.BUG, 3, Retries.DEFAULT, null))).isEqualTo("3 of 3 attempts were made");
        assertThat(why(failed(Cause.BUG, 1, Retries.NONE, null))).isEqualTo("only one attempt is made");
    }

    @Test
    void endsWithTheLastAttemptThatTheOperatorAllows() {
        RetryPolicy strict = new RetryPolicy(with(Cause.THIRD_PARTY, each -> each.withMaxAttempts(2)));

        assertThat(strict.decide(failed(Cause.THIRD_PARTY, 1, TEN, null), random))
                .isInstanceOf(RetryDecision.Again.class);
        assertThat(strict.decide(failed(Cause.THIRD_PARTY, 2, TEN, null), random))
                .isEqualTo(new RetryDecision.GiveUp("attempt 2 is the last where retry.third-party.max-attempts is 2"));
        assertThat(strict.decide(failed(Cause.DATABASE, 2, TEN, null), random)).isInstanceOf(RetryDecision.Again.class);
    }

    @Test
    void anOperatorCanNotRaiseWhatTheTypeAllows() {
        RetryPolicy generous = new RetryPolicy(with(Cause.BUG, each -> each.withMaxAttempts(9)));

        assertThat(generous.decide(failed(Cause.BUG, 3, Retries.DEFAULT, null), random))
                .isEqualTo(new RetryDecision.GiveUp("3 of 3 attempts were made"));
    }

    @Test
    void aRestraintStretchesThePauseAndNotWhatTheOtherSideAsked() {
        Restraint restraint = new Restraint(9, 3, "tier L2");

        assertThat(pause(policy.decide(failed(Cause.THIRD_PARTY, 1, TEN, null), restraint, random)))
                .isBetween(Duration.ofMillis(120), Duration.ofMillis(180));
        assertThat(pause(policy.decide(failed(Cause.THIRD_PARTY, 1, TEN, Duration.ofSeconds(2)), restraint, random)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void waitsAsLongAsTheOtherSideAsked() {
        assertThat(pause(Cause.THROTTLED, 1, Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(pause(Cause.DATABASE, 1, Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
        assertThat(pause(Cause.THROTTLED, 3, Duration.ofMillis(1))).isGreaterThanOrEqualTo(Duration.ofMillis(250));
        assertThat(pause(Cause.THROTTLED, 1, Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void doesNotCallEarlierThanTheOtherSideAskedWhereThatIsTooLate() {
        assertThat(why(failed(Cause.THROTTLED, 1, TEN, Duration.ofHours(1))))
                .isEqualTo("the other side asked to wait for 1h, and retry.max-retry-after is 10m");
        assertThat(why(failed(Cause.THROTTLED, 1, TEN, Duration.ofSeconds(Long.MAX_VALUE))))
                .startsWith("the other side asked to wait for ");
    }

    @Test
    void doesNotTryWhenThePauseOutlastsTheTimeLeft() {
        Optional<Duration> after = Optional.of(Duration.ofSeconds(5));

        assertThat(why(new FailedAttempt(Cause.THROTTLED, 1, TEN, after, Duration.ZERO, Duration.ofSeconds(5))))
                .isEqualTo("the next pause of 5s would end after the deadline");
        assertThat(pause(policy.decide(
                        new FailedAttempt(Cause.THROTTLED, 1, TEN, after, Duration.ZERO, Duration.ofMillis(5_001)),
                        random)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(why(new FailedAttempt(Cause.DATABASE, 1, TEN, Optional.empty(), Duration.ZERO, Duration.ZERO)))
                .isEqualTo("the deadline has passed");
    }

    @Test
    void doesNotTryWhenTheTotalTimeIsUsedUp() {
        Duration almost = Duration.ofHours(1).minusMillis(20);

        assertThat(why(after(Duration.ofHours(1), TEN))).isEqualTo("the total time of 1h is used up");
        assertThat(why(after(almost, TEN)))
                .matches("the next pause of [45]\\d ms would end after the total time of 1h");
        assertThat(why(after(Duration.ofSeconds(90), TEN.withTotalTime(Duration.ofSeconds(90)))))
                .isEqualTo("the total time of 1m 30s is used up");
        assertThat(policy.decide(after(almost, TEN.withTotalTime(Duration.ofHours(2))), random))
                .isInstanceOf(RetryDecision.Again.class);
    }

    private static FailedAttempt after(Duration elapsed, Retries wanted) {
        return new FailedAttempt(Cause.THIRD_PARTY, 1, wanted, Optional.empty(), elapsed, PLENTY);
    }

    @Test
    void refusesNumbersThatCanNotBe() {
        assertThatThrownBy(() -> failed(Cause.BUG, 0, TEN, null)).hasMessageContaining("counted from 1: 0");
        assertThatThrownBy(() -> failed(Cause.BUG, 1, TEN, Duration.ofMillis(-1)))
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> after(Duration.ofMillis(-1), TEN)).hasMessageContaining("negative");
        assertThatThrownBy(() -> with(Cause.LEASE_LOST, each -> each)).hasMessageContaining("policy for each");
        assertThatThrownBy(() -> with(Cause.BUG, each -> each.withMaxAttempts(0)))
                .hasMessageContaining("one attempt");
    }

    private static RetryConfig with(Cause cause, UnaryOperator<RetryConfig.Policy> change) {
        RetryConfig standard = RetryConfig.DEFAULT;
        Map<Cause, RetryConfig.Policy> policies = new EnumMap<>(standard.policies());
        policies.put(cause, change.apply(standard.policy(cause)));
        return new RetryConfig(policies, standard.totalTime(), standard.maxRetryAfter());
    }

    private static FailedAttempt failed(Cause cause, int attempt, Retries wanted, @Nullable Duration after) {
        return new FailedAttempt(cause, attempt, wanted, Optional.ofNullable(after), Duration.ZERO, PLENTY);
    }

    private Duration pause(Cause cause, int attempt, @Nullable Duration after) {
        return pause(policy.decide(failed(cause, attempt, TEN, after), random));
    }

    private static Duration pause(RetryDecision decision) {
        return switch (decision) {
            case RetryDecision.Again(Duration pause) -> pause;
            case RetryDecision.GiveUp(String why) -> throw new AssertionError("gave up: " + why);
        };
    }

    private String why(FailedAttempt failed) {
        return switch (policy.decide(failed, random)) {
            case RetryDecision.Again(Duration pause) -> throw new AssertionError("again after " + pause);
            case RetryDecision.GiveUp(String why) -> why;
        };
    }
}
