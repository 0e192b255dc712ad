package io.spillway.plugin.api;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The name of a kind of task, its payload, and what holds for its tasks unless the submitter or the operator says
 * otherwise.
 *
 * @param name lower-case words joined by hyphens, at most 64 characters, such as {@code stock-deduct}
 * @param payload the record that the JSON payload is read into
 * @param timeout how long one attempt may take; the submitter's own timeout, which spans all attempts, may end it sooner
 * @param maxAttempts how often a task is tried at the most, the first time included
 * @param criticality which tasks go first, and which are shed first
 * @param maxConcurrency how many tasks of the type one node runs at the same time at the most
 * @param cpuBound true for handlers that compute rather than wait: they run on platform threads
 */
public record TaskType<T>(
        String name,
        Class<T> payload,
        Duration timeout,
        int maxAttempts,
        Criticality criticality,
        int maxConcurrency,
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
        if (maxAttempts < 1 || maxConcurrency < 1) {
            throw new IllegalArgumentException(
                    "maxAttempts and maxConcurrency of task type '" + name + "' must be at least 1");
        }
    }

    /** A type with the defaults: 30 s, 3 attempts, {@link Criticality#CRITICAL}, as many at once as the node runs. */
    public static <T> TaskType<T> of(String name, Class<T> payload) {
        return new TaskType<>(name, payload, Duration.ofSeconds(30), 3, Criticality.CRITICAL, Integer.MAX_VALUE, false);
    }

    public TaskType<T> withTimeout(Duration timeout) {
        return new TaskType<>(name, payload, timeout, maxAttempts, criticality, maxConcurrency, cpuBound);
    }

    public TaskType<T> withMaxAttempts(int maxAttempts) {
        return new TaskType<>(name, payload, timeout, maxAttempts, criticality, maxConcurrency, cpuBound);
    }

    public TaskType<T> withCriticality(Criticality criticality) {
        return new TaskType<>(name, payload, timeout, maxAttempts, criticality, maxConcurrency, cpuBound);
    }

    public TaskType<T> withMaxConcurrency(int maxConcurrency) {
        return new TaskType<>(name, payload, timeout, maxAttempts, criticality, maxConcurrency, cpuBound);
    }

    /** The same type, run on platform threads because its handlers compute rather than wait. */
    public TaskType<T> computing() {
        return new TaskType<>(name, payload, timeout, maxAttempts, criticality, maxConcurrency, true);
    }
}
