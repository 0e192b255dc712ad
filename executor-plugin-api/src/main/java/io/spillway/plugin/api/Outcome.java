package io.spillway.plugin.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How an attempt ended, as its handler sees it. */
public sealed interface Outcome {

    /** The work is done. */
    record Succeeded(Result result) implements Outcome {}

    /**
     * The attempt failed, and another one may help. Whether and when there is one is the retry policy's to say.
     *
     * @param after how long to wait at least, where the other side said so
     */
    record Retry(Cause cause, String message, Optional<Duration> after) implements Outcome {}

    /** The attempt failed, and another one can't help. */
    record Failed(Cause cause, String message) implements Outcome {}

    static Outcome succeeded() {
        return new Succeeded(Result.EMPTY);
    }

    /** @param values what the submitter reads in the task's {@code result}: strings, numbers, booleans, lists, maps */
    static Outcome succeeded(Map<String, ?> values) {
        return new Succeeded(new Result(values));
    }

    static Outcome retry(Cause cause, String message) {
        return new Retry(cause, message, Optional.empty());
    }

    static Outcome retryAfter(Duration after, Cause cause, String message) {
        return new Retry(cause, message, Optional.of(after));
    }

    static Outcome failed(Cause cause, String message) {
        return new Failed(cause, message);
    }
}
