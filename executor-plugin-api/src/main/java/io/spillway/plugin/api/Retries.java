package io.spillway.plugin.api;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often a task is tried, and with which pauses, as its type wants it. What is not said here is the operator's to say:
 * the server's settings {@code retry.…} have pauses for each cause, and a total time.
 *
 * @param maxAttempts how often a task is tried at the most, the first time included
 * @param pauses for each cause that has some: the pause before the second attempt, the third, and so on; the last one holds
 *     for all further attempts
 * @param totalTime how long after the beginning of its first attempt a task may still be tried again
 */
public record Retries(int maxAttempts, Map<Cause, List<Pause>> pauses, Optional<Duration> totalTime) {

    /** 3 attempts, with the operator's pauses and total time. */
    public static final Retries DEFAULT = new Retries(3, Map.of(), Optional.empty());

    /** One attempt: the task fails with the first failure. */
    public static final Retries NONE = DEFAULT.withMaxAttempts(1);

    public Retries {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, and is " + maxAttempts);
        }
        Map<Cause, List<Pause>> copy = new EnumMap<>(Cause.class);
        pauses.forEach((cause, list) -> copy.put(cause, List.copyOf(list)));
        copy.forEach(Retries::requireUse);
        pauses = Collections.unmodifiableMap(copy);
        totalTime.ifPresent(Retries::requirePositive);
    }

    public Retries withMaxAttempts(int maxAttempts) {
        return new Retries(maxAttempts, pauses, totalTime);
    }

    /** The same, with these pauses after failures by the cause, instead of the operator's. */
    public Retries withPauses(Cause cause, Pause first, Pause... further) {
        Map<Cause, List<Pause>> more = new EnumMap<>(Cause.class);
        more.putAll(pauses);
        more.put(cause, Stream.concat(Stream.of(first), Stream.of(further)).toList());
        return new Retries(maxAttempts, more, totalTime);
    }

    /** The same, with this total time instead of the operator's. */
    public Retries withTotalTime(Duration totalTime) {
        return new Retries(maxAttempts, pauses, Optional.of(totalTime));
    }

    private static void requireUse(Cause cause, List<Pause> list) {
        if (!cause.isRetryable()) {
            throw new IllegalArgumentException("there are no pauses after " + cause + ": it is never tried again");
        }
        if (cause == Cause.LEASE_LOST) {
            throw new IllegalArgumentException("there are no pauses after LEASE_LOST: it is tried again at once");
        }
        if (list.isEmpty()) {
            throw new IllegalArgumentException("the pauses after " + cause + " must be one at least");
        }
    }

    private static void requirePositive(Duration totalTime) {
        if (totalTime.isNegative() || totalTime.isZero()) {
            throw new IllegalArgumentException("totalTime must be more than nothing, and is " + totalTime);
        }
    }
}
