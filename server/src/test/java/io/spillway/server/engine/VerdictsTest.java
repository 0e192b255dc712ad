package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Pause;
import io.spillway.plugin.api.Retries;
import io.spillway.server.retry.Restraint;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.task.Settlement.Next;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskState;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VerdictsTest {

    private static final Verdicts.Time TIME = new Verdicts.Time(Duration.ZERO, Duration.ofHours(1));

    private final Verdicts verdicts = new Verdicts(new RetryPolicy(RetryConfig.DEFAULT), new Random(7));

    private static Verdicts.Allowed allowed(Retries wanted) {
        return new Verdicts.Allowed(wanted, Restraint.NONE);
    }

    @Test
    void aFailureThatMayPassIsTriedAgainAfterThePauseThatTheTypeWants() {
        Retries wanted = Retries.DEFAULT.withPauses(Cause.THIRD_PARTY, Pause.of(Duration.ofSeconds(4)));

        assertThat(verdicts.next(task(1), Outcome.retry(Cause.THIRD_PARTY, "away"), allowed(wanted), TIME))
                .isEqualTo(new Next.Again(new Task.Failure(Cause.THIRD_PARTY, "away"), Duration.ofSeconds(4)));
    }

    @Test
    void whyATaskIsNotTriedAgainStandsInItsFailure() {
        assertThat(verdicts.next(task(3), Outcome.retry(Cause.THIRD_PARTY, "away"), allowed(Retries.DEFAULT), TIME))
                .isEqualTo(failed(Cause.THIRD_PARTY, "away (not tried again: 3 of 3 attempts were made)"));
        assertThat(verdicts.next(
                        task(1),
                        Outcome.retryAfter(Duration.ofHours(2), Cause.THROTTLED, "answered with status 429"),
                        allowed(Retries.DEFAULT),
                        TIME))
                .isEqualTo(failed(
                        Cause.THROTTLED,
                        "answered with status 429 (not tried again: the other side asked to wait for 2h, and"
                                + " retry.max-retry-after is 10m)"));
    }

    @Test
    void theNumberOfAttemptsIsThatOfTheSubmission() {
        assertThat(verdicts.next(
                        task(3), Outcome.retry(Cause.BUG, "wrong"), allowed(Retries.DEFAULT.withMaxAttempts(9)), TIME))
                .isEqualTo(failed(Cause.BUG, "wrong (not tried again: 3 of 3 attempts were made)"));
    }

    @Test
    void whatAHandlerCallsHopelessNeedsNoReason() {
        assertThat(verdicts.next(
                        task(1), Outcome.failed(Cause.INVALID, "no such item"), allowed(Retries.DEFAULT), TIME))
                .isEqualTo(failed(Cause.INVALID, "no such item"));
    }

    @Test
    void aLongMessageIsCutAndTheReasonIsNot() {
        Next next = verdicts.next(task(3), Outcome.retry(Cause.BUG, "x".repeat(9_000)), allowed(Retries.DEFAULT), TIME);

        assertThat(((Next.Failed) next).failure().message())
                .hasSizeLessThan(2_100)
                .endsWith("x… (not tried again: 3 of 3 attempts were made)");
    }

    @Test
    void whatIsThrownIsClassifiedAndNamed() {
        assertThat(Verdicts.outcomeOf(new ConnectException("refused")))
                .isEqualTo(Outcome.retry(Cause.THIRD_PARTY, "ConnectException: refused"));
        assertThat(Verdicts.outcomeOf(new IllegalArgumentException("bad")))
                .isEqualTo(Outcome.failed(Cause.INVALID, "IllegalArgumentException: bad"));
    }

    private static Next failed(Cause cause, String message) {
        return new Next.Failed(new Task.Failure(cause, message));
    }

    private static Task task(int attempt) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return new Task(
                new TaskIds(now::toEpochMilli, new Random(1)).next("verdict", 0),
                TaskState.RUNNING,
                new Task.Spec("verdict", "{}", Criticality.CRITICAL, 3, null, null, null),
                new Task.Claim(attempt, 1, "node", null),
                new Task.Times(now, null, null, now, now, null),
                null,
                null,
                false);
    }
}
