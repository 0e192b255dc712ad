package io.spillway.server.drill;

import java.util.Locale;

/** What a drill does, or waits for; the last three are ends. */
public enum Phase {
    /** Healthy canaries only, until there are enough of them for the rule to look at. */
    BASELINE,
    /** Some canaries fail, until more do than the rule allows. */
    BREACH,
    /** Waits for Alertmanager's word of it. */
    ALERT,
    /** Waits for the tier of the canary's scope. */
    ENGAGED,
    /** Waits until sheddable canaries are refused and critical ones succeed. */
    SHED,
    /** No canary fails any more: waits for Alertmanager's word that it is over. */
    RECOVERY,
    /** Waits for the end of the tier's hold. */
    RESOLVED,
    /** Waits until the last step of the release is made. */
    RELEASING,
    /** Waits for a sheddable canary that is taken again. */
    RELEASED,
    /** Every promise held. */
    DONE,
    /** A hop took too long, or a promise was broken. */
    FAILED,
    /** Stopped before it could tell. */
    ABORTED;

    public boolean isOver() {
        return compareTo(DONE) >= 0;
    }

    /** Whether some canaries are made to fail. */
    boolean fails() {
        return compareTo(BREACH) >= 0 && compareTo(RECOVERY) < 0;
    }

    /** Whether nothing but the release of the tier is still to be seen. */
    boolean awaitsRelease() {
        return this == RESOLVED || this == RELEASING;
    }

    /** As it is written in the API and in labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
