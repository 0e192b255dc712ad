package io.spillway.server.task;

import java.util.Locale;

/** How tasks are counted at their end. */
public enum TaskOutcome {
    SUCCEEDED,
    FAILED,
    CANCELED,
    /** Refused because a tier was in force: neither a success nor a failure. */
    SHED,
    /** Its time was used up before it could be run. */
    EXPIRED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
