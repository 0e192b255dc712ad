package io.spillway.server.drill;

import java.util.Locale;

/** What the loop promises, and a drill looks at. */
public enum Promise {
    /** The alert fires once the threshold is exceeded, and not before. */
    NOT_BEFORE,
    /** The webhook comes within its bound. */
    WEBHOOK,
    /** The tier is in force within a second of the webhook. */
    TIER,
    /** No other scope is changed. */
    SCOPE,
    /** Sheddable canaries are refused, and told when to come again. */
    SHED,
    /** What is shed is no failure: the alert ends although canaries are shed. */
    FEEDBACK,
    /** Critical canaries that nobody made to fail succeed, 99 of 100. */
    CRITICAL,
    /** No step of the release before the hold is over. */
    HOLD,
    /** The release goes down in steps. */
    STEPS,
    /** No task of another type is shed. */
    OTHERS;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
