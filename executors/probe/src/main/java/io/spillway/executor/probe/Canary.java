package io.spillway.executor.probe;

import java.util.Optional;

/**
 * The payload of {@code probe-canary}.
 *
 * @param fail the share of tasks that fail, from 0 to 1, each by chance; none if it is absent
 * @param millis how long each takes, 0 to 60,000; no time if it is absent
 */
public record Canary(Optional<Double> fail, Optional<Long> millis) {

    private static final long MAX_MILLIS = 60_000;

    public Canary {
        if (fail.isPresent() && !(fail.get() >= 0 && fail.get() <= 1)) {
            throw new IllegalArgumentException("fail is " + fail.get() + ", and must be a share from 0 to 1");
        }
        if (millis.isPresent() && (millis.get() < 0 || millis.get() > MAX_MILLIS)) {
            throw new IllegalArgumentException(
                    "millis is " + millis.get() + ", and must be between 0 and " + MAX_MILLIS);
        }
    }
}
