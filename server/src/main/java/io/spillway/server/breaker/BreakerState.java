package io.spillway.server.breaker;

import java.util.Locale;

/** What a breaker lets begin. */
public enum BreakerState {
    /** Everything. */
    CLOSED,
    /** Nothing, until its wait is over. */
    OPEN,
    /** A few probes at the same time, more after each rung that they have passed. */
    HALF_OPEN;

    /** {@code half_open}: a metric's label, and what the API says. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
