package io.spillway.server.degrade;

import io.spillway.server.alert.Alert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of what is in force for a scope.
 *
 * @param revision with which it came into force; two changes of one revision came into force together
 * @param alert the alert that engaged the tier; null where none did
 */
public record TierChange(
        long revision,
        ScopeStatus from,
        ScopeStatus to,
        Cause cause,
        Instant at,
        @Nullable Trigger alert) {

    /** Why something changed. */
    public enum Cause {
        /** An alert fires, or no longer does. */
        ALERT,
        /** The numbers turned while the tier was released in steps. */
        NUMBERS,
        /** The hold is over, and the tier is released in steps. */
        RECOVERY,
        /** A person switched, or took a switch back. */
        OPERATOR,
        /** A person's switch ended by itself. */
        EXPIRY,
        /** The watchdog fell silent or the numbers became too old, or they are known again. */
        WATCHDOG,
        /** The tier came too often, or stayed too long: from now on a person releases it. */
        LATCH
    }

    public Scope scope() {
        return to.scope();
    }

    /** Whether anything but the wording changed. */
    public boolean matters() {
        return from.tier() != to.tier() || from.state() != to.state() || from.intensity() != to.intensity();
    }

    /**
     * The alert behind a change.
     *
     * @param startsAt when it began to fire, by the sender
     * @param receivedAt when it was last heard of
     */
    public record Trigger(String fingerprint, Instant startsAt, Instant receivedAt) {

        static Trigger of(Alert alert) {
            return new Trigger(alert.fingerprint(), alert.startsAt(), alert.receivedAt());
        }
    }

    /** Hears of each change once in the whole cluster, on the node that made it: must be quick, and must not throw. */
    @FunctionalInterface
    public interface Listener {
        void on(TierChange change);
    }
}
