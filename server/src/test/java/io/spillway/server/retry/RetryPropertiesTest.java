package io.spillway.server.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Pause;
import io.spillway.plugin.api.Retries;
import io.spillway.server.retry.RetryConfig.Policy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for any policy, type and failure. A failure here names its seed. */
final class RetryPropertiesTest {

    private static final int ROUNDS = 20_000;
    private static final Duration LONG = Duration.ofMinutes(20);

    private final long seed = Long.getLong("spillway.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void aNextAttemptIsAlwaysAllowedAndInTime() {
        int again = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RetryConfig config = config();
            FailedAttempt failed = failed();

            switch (new RetryPolicy(config).decide(failed, random)) {
                case RetryDecision.Again(Duration pause) -> {
                    again++;
                    assertAllowed(config, failed, pause);
                }
                case RetryDecision.GiveUp(String why) ->
                    assertThat(why).as(described(config, failed)).isNotBlank();
            }
        }
        assertThat(again).as("attempts that were allowed, seed " + seed).isBetween(ROUNDS / 40, ROUNDS / 2);
    }

    private void assertAllowed(RetryConfig config, FailedAttempt failed, Duration pause) {
        Supplier<String> described = described(config, failed);
        Policy policy = config.policy(failed.cause());
        List<Pause> steps = failed.wanted().pauses().getOrDefault(failed.cause(), policy.steps());
        Pause step = steps.get(Math.min(failed.attempt(), steps.size()) - 1);
        Duration after = failed.after().orElse(Duration.ZERO);
        Duration total = failed.wanted().totalTime().orElse(config.totalTime());

        assertThat(failed.cause().isRetryable()).as(described).isTrue();
        assertThat(failed.attempt())
                .as(described)
                .isLessThan(Math.min(failed.wanted().maxAttempts(), policy.maxAttempts()));
        assertThat(pause)
                .as(described)
                .isBetween(
                        max(step.length().minus(step.jitter()), after),
                        max(step.length().plus(step.jitter()), after))
                .isLessThan(failed.remaining());
        assertThat(after).as(described).isLessThanOrEqualTo(config.maxRetryAfter());
        assertThat(failed.elapsed().plus(pause)).as(described).isLessThan(total);
    }

    @Test
    void noTaskIsTriedMoreOftenOrLongerThanItMay() {
        for (int round = 0; round < ROUNDS / 20; round++) {
            RetryConfig config = config();
            RetryPolicy policy = new RetryPolicy(config);
            Retries wanted = retries();
            Duration elapsed = Duration.ZERO;
            int attempt = 1;
            boolean over = false;
            while (!over) {
                elapsed = elapsed.plus(time(LONG.dividedBy(40)));
                FailedAttempt failed =
                        new FailedAttempt(cause(), attempt, wanted, Optional.empty(), elapsed, LONG.multipliedBy(4));
                switch (policy.decide(failed, random)) {
                    case RetryDecision.Again(Duration pause) -> {
                        elapsed = elapsed.plus(pause);
                        attempt++;
                    }
                    case RetryDecision.GiveUp _ -> over = true;
                }
                assertThat(attempt).as(described(config, failed)).isLessThanOrEqualTo(wanted.maxAttempts());
            }
        }
    }

    private Supplier<String> described(RetryConfig config, FailedAttempt failed) {
        return () -> "-Dspillway.seed=" + seed + ": " + config + ", " + failed;
    }

    private RetryConfig config() {
        Map<Cause, Policy> policies = new EnumMap<>(Cause.class);
        RetryConfig.CAUSES.forEach(cause -> {
            Policy policy = new Policy(pauses(), random.nextInt(4) == 0 ? 1 + random.nextInt(5) : Integer.MAX_VALUE);
            policies.put(cause, random.nextBoolean() ? policy : policy.withFullJitter());
        });
        return new RetryConfig(policies, time(LONG).plusNanos(1), time(LONG));
    }

    private Retries retries() {
        Retries retries = Retries.DEFAULT.withMaxAttempts(1 + random.nextInt(8));
        for (Cause cause : RetryConfig.CAUSES) {
            if (random.nextInt(3) == 0) {
                List<Pause> pauses = pauses();
                retries = retries.withPauses(
                        cause,
                        pauses.getFirst(),
                        pauses.subList(1, pauses.size()).toArray(Pause[]::new));
            }
        }
        return random.nextInt(3) == 0 ? retries.withTotalTime(time(LONG).plusNanos(1)) : retries;
    }

    private FailedAttempt failed() {
        Optional<Duration> after = random.nextInt(3) == 0 ? Optional.of(time(LONG)) : Optional.empty();
        return new FailedAttempt(
                cause(),
                1 + random.nextInt(8),
                retries(),
                after,
                time(LONG),
                time(LONG).minusSeconds(1));
    }

    private Cause cause() {
        return Cause.values()[random.nextInt(Cause.values().length)];
    }

    private List<Pause> pauses() {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> {
                    Duration length = time(LONG.dividedBy(4));
                    return random.nextBoolean() ? Pause.upTo(length) : Pause.of(length, time(length));
                })
                .toList();
    }

    /** Often short, as far as the longest. */
    private Duration time(Duration longest) {
        double share = random.nextDouble();
        return Duration.ofNanos((long) (longest.toNanos() * share * share * share));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
