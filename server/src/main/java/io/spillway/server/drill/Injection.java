package io.spillway.server.drill;

import java.util.Locale;

/** How canaries are made to fail. */
public enum Injection {
    /** The handler says that they failed. */
    FAILURE,
    /** They take longer than their caller's time. */
    LATENCY;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
