package io.spillway.server.retry;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides whether a failed task is tried again, and after which pause. Pure.
 *
 * <p>Of pauses and total time, the type's win where it has some: its author knows the service on the other side. Of the two
 * numbers of attempts the smaller one holds: an operator can turn retries down without another version of the plugin.
 */
public final class RetryPolicy {

    private final RetryConfig config;

    public RetryPolicy(RetryConfig config) {
        this.config = config;
    }

    public RetryDecision decide(FailedAttempt failed, RandomGenerator random) {
        return decide(failed, Restraint.NONE, random);
    }

    /** @param restraint holds beside the type's own numbers and the configuration's */
    public RetryDecision decide(FailedAttempt failed, Restraint restraint, RandomGenerator random) {
        Optional<String> over = whyOver(failed).or(() -> whyRestrained(failed, restraint));
        if (over.isPresent()) {
            return new RetryDecision.GiveUp(over.get());
        }
        Duration own = stretched(jittered(step(failed), random), restraint.slower());
        Duration pause = longer(own, failed.after().orElse(Duration.ZERO));
        return whyTooLong(failed, pause)
                .<RetryDecision>map(RetryDecision.GiveUp::new)
                .orElseGet(() -> new RetryDecision.Again(pause));
    }

    /** Why there is no further attempt, however short the pause before it; empty if there may be one. */
    private Optional<String> whyOver(FailedAttempt failed) {
        Cause cause = failed.cause();
        if (!cause.isRetryable()) {
            return Optional.of("another attempt can't help where the cause is " + cause.label());
        }
        int max = failed.wanted().maxAttempts();
        if (failed.attempt() >= max) {
            return Optional.of(
                    max == 1 ? "only one attempt is made" : failed.attempt() + " of " + max + " attempts were made");
        }
        int allowed = config.policy(cause).maxAttempts();
        if (failed.attempt() >= allowed) {
            return Optional.of("attempt " + failed.attempt() + " is the last where retry." + cause.label()
                    + ".max-attempts is " + allowed);
        }
        return failed.after()
                .filter(after -> after.compareTo(config.maxRetryAfter()) > 0)
                .map(after -> "the other side asked to wait for " + DurationText.of(after)
                        + ", and retry.max-retry-after is " + DurationText.of(config.maxRetryAfter()));
    }

    private static Optional<String> whyRestrained(FailedAttempt failed, Restraint restraint) {
        int max = restraint.maxAttempts();
        return failed.attempt() < max
                ? Optional.empty()
                : Optional.of(restraint.by() + " allows " + (max == 1 ? "no retries" : max + " attempts only"));
    }

    /** Why the pause would end too late; empty if it ends in time. */
    private Optional<String> whyTooLong(FailedAttempt failed, Duration pause) {
        if (!failed.remaining().isPositive()) {
            return Optional.of("the deadline has passed");
        }
        if (pause.compareTo(failed.remaining()) >= 0) {
            return Optional.of(nextPause(pause) + "the deadline");
        }
        Duration total = failed.wanted().totalTime().orElse(config.totalTime());
        if (failed.elapsed().compareTo(total) >= 0) {
            return Optional.of("the total time of " + DurationText.of(total) + " is used up");
        }
        if (failed.elapsed().plus(pause).compareTo(total) >= 0) {
            return Optional.of(nextPause(pause) + "the total time of " + DurationText.of(total));
        }
        return Optional.empty();
    }

    private static String nextPause(Duration pause) {
        return "the next pause of " + DurationText.of(pause) + " would end after ";
    }

    private Pause step(FailedAttempt failed) {
        List<Pause> steps = failed.wanted()
                .pauses()
                .getOrDefault(failed.cause(), config.policy(failed.cause()).steps());
        return steps.get(Math.min(failed.attempt(), steps.size()) - 1);
    }

    private static Duration jittered(Pause pause, RandomGenerator random) {
        long jitter = pause.jitter().toNanos();
        return pause.length().plusNanos(random.nextLong(-jitter, jitter + 1));
    }

    private static Duration stretched(Duration pause, double factor) {
        return factor == 1 ? pause : Duration.ofNanos((long) (pause.toNanos() * factor));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
