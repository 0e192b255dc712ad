package io.spillway.server.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Result;
import io.spillway.plugin.api.Retries;
import io.spillway.server.retry.FailedAttempt;
import io.spillway.server.retry.Restraint;
import io.spillway.server.retry.RetryDecision;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns what a handler said, or threw, into the state that the task goes to. */
final class Verdicts {

    private static final int RESULT_MAX = 256 * 1024;
    private static final int MESSAGE_MAX = 2000;
    // Each attempt has a thread of its own, and buffers that are kept by thread would be made anew for each.
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build());

    private final RetryPolicy retries;
    private final RandomGenerator random;

    Verdicts(RetryPolicy retries, RandomGenerator random) {
        this.retries = retries;
        this.random = random;
    }

    /** What a thrown exception or error stands for. */
    static Outcome outcomeOf(Throwable thrown) {
        Cause cause = causeOf(thrown);
        String said = messageOf(thrown);
        String message =
                said == null ? thrown.getClass().getName() : thrown.getClass().getSimpleName() + ": " + said;
        return cause.isRetryable() ? Outcome.retry(cause, message) : Outcome.failed(cause, message);
    }

    /** What a thrown exception stands for, also where its own methods throw. */
    static Cause causeOf(Throwable thrown) {
        try {
            return Cause.of(thrown);
        } catch (RuntimeException | Error e) {
            return Cause.BUG;
        }
    }

    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /**
     * The time of a task.
     *
     * @param elapsed since its first attempt began
     * @param remaining until its deadline, for all attempts together
     */
    record Time(Duration elapsed, Duration remaining) {}

    /**
     * How a task may be tried again.
     *
     * @param wanted how the type wants it, but for the number of attempts: that is the task's own since it was submitted
     * @param restraint what the tiers in force leave of it
     */
    record Allowed(Retries wanted, Restraint restraint) {}

    Settlement.Next next(Task task, Outcome outcome, Allowed allowed, Time time) {
        return switch (outcome) {
            case Outcome.Succeeded(Result result) -> succeeded(result);
            case Outcome.Failed(Cause cause, String message) -> failed(cause, message);
            case Outcome.Retry(Cause cause, String message, Optional<Duration> after) -> {
                FailedAttempt failed = new FailedAttempt(
                        cause,
                        task.attempt(),
                        allowed.wanted().withMaxAttempts(task.spec().maxAttempts()),
                        after.map(Verdicts::notNegative),
                        time.elapsed(),
                        time.remaining());
                yield switch (retries.decide(failed, allowed.restraint(), random)) {
                    case RetryDecision.Again(Duration pause) ->
                        new Settlement.Next.Again(failure(cause, message), pause);
                    case RetryDecision.GiveUp(String why) ->
                        new Settlement.Next.Failed(failure(cause, message, " (not tried again: " + why + ")"));
                };
            }
        };
    }

    static Settlement.Next failed(Cause cause, @Nullable String message) {
        return new Settlement.Next.Failed(failure(cause, message));
    }

    private static Duration notNegative(Duration after) {
        return after.isNegative() ? Duration.ZERO : after;
    }

    /** @param message null where a plugin says nothing: it isn't bound by our annotations */
    static Task.Failure failure(Cause cause, @Nullable String message) {
        return failure(cause, message, "");
    }

    /** @param addition what follows the message, and is never cut off */
    private static Task.Failure failure(Cause cause, @Nullable String message, String addition) {
        String said = message == null ? "no message was given" : message;
        String kept = said.length() <= MESSAGE_MAX ? said : said.substring(0, MESSAGE_MAX) + "…";
        return new Task.Failure(cause, kept + addition);
    }

    private static Settlement.Next succeeded(Result result) {
        try {
            String json = JSON.writeValueAsString(result.values());
            return json.length() <= RESULT_MAX
                    ? new Settlement.Next.Succeeded(json)
                    : failed(
                            Cause.BUG,
                            "the work was done, but its result of " + json.length()
                                    + " characters is over the limit of " + RESULT_MAX);
        } catch (JsonProcessingException e) {
            return failed(Cause.BUG, "the work was done, but its result can't be written as JSON: " + e.getMessage());
        }
    }
}
