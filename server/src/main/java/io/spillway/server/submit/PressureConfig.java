package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;

/**
 * When callers are slowed down, and when they are sent away.
 *
 * @param slowAfter once a new task would have to wait for longer than this, its caller is slowed down
 * @param refuseAfter once it would have to wait for longer than this, it is refused
 * @param maxDelay how long a caller is kept waiting at the most
 * @param maxQueued how many tasks of a type may wait at the most, however fast they are worked off; the last tenth is for
 *     critical ones, and the tenth before for those that are not of the least criticality
 */
public record PressureConfig(Duration slowAfter, Duration refuseAfter, Duration maxDelay, long maxQueued) {

    public static final PressureConfig DEFAULT =
            new PressureConfig(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMillis(500), 5_000_000);

    public PressureConfig {
        if (slowAfter.isNegative() || maxDelay.isNegative() || maxQueued < 1) {
            throw new IllegalArgumentException(
                    "times must not be negative, and one task at least must be allowed to wait");
        }
        if (refuseAfter.compareTo(slowAfter) <= 0) {
            throw new IllegalArgumentException(
                    "callers must be slowed down before they are refused: after " + slowAfter + " and " + refuseAfter);
        }
    }

    /** How many tasks may wait until one of the criticality is refused: what matters least leaves room for the rest. */
    long maxQueued(Criticality criticality) {
        return switch (criticality) {
            case CRITICAL_PLUS, CRITICAL -> maxQueued;
            case SHEDDABLE_PLUS -> maxQueued - maxQueued / 10;
            case SHEDDABLE -> maxQueued - maxQueued / 5;
        };
    }
}
