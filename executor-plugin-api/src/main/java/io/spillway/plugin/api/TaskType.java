package io.spillway.plugin.api;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a kind of task, its payload, and what holds for its tasks unless the submitter or the operator says
 * otherwise.
 *
 * @param name lower-case words joined by hyphens, at most 64 characters, such as {@code stock-deduct}
 * @param payload the record that the JSON payload is read into
 * @param timeout how long one attempt may take; the submitter's own timeout, which spans all attempts, may end it sooner
 * @param criticality which tasks go first, and which are shed first
 * @param retries how often a task is tried, and with which pauses
 * @param limits what the tasks of the type may take at the most
 * @param cpuBound true for handlers that compute rather than wait: they run on platform threads
 */
public record TaskType<T>(
        String name,
        Class<T> payload,
        Duration timeout,
        Criticality criticality,
        Retries retries,
        Limits limits,
        boolean cpuBound) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    public TaskType {
        if (!NAME.matcher(name).matches() || name.length() > 64) {
            throw new IllegalArgumentException("task type '" + name
                    + "' is not a name: lower-case words joined by hyphens, at most 64 characters");
        }
        if (!payload.isRecord()) {
            throw new IllegalArgumentException("payload of task type '" + name + "' is not a record: " + payload);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout of task type '" + name + "' is not positive: " + timeout);
        }
        Objects.requireNonNull(criticality, "criticality");
        Objects.requireNonNull(retries, "retries");
        Objects.requireNonNull(limits, "limits");
    }

    /** A type with the defaults: 30 s, {@link Criticality#CRITICAL}, {@link Retries#DEFAULT}, {@link Limits#NONE}. */
    public static <T> TaskType<T> of(String name, Class<T> payload) {
        return new TaskType<>(
                name, payload, Duration.ofSeconds(30), Criticality.CRITICAL, Retries.DEFAULT, Limits.NONE, false);
    }

    public TaskType<T> withTimeout(Duration timeout) {
        return new TaskType<>(name, payload, timeout, criticality, retries, limits, cpuBound);
    }

    public TaskType<T> withCriticality(Criticality criticality) {
        return new TaskType<>(name, payload, timeout, criticality, retries, limits, cpuBound);
    }

    public TaskType<T> withRetries(Retries retries) {
        return new TaskType<>(name, payload, timeout, criticality, retries, limits, cpuBound);
    }

    /** Short for {@code withRetries(retries().withMaxAttempts(maxAttempts))}. */
    public TaskType<T> withMaxAttempts(int maxAttempts) {
        return withRetries(retries.withMaxAttempts(maxAttempts));
    }

    public TaskType<T> withLimits(Limits limits) {
        return new TaskType<>(name, payload, timeout, criticality, retries, limits, cpuBound);
    }

    /** The same type, run on platform threads because its handlers compute rather than wait. */
    public TaskType<T> computing() {
        return new TaskType<>(name, payload, timeout, criticality, retries, limits, true);
    }
}
