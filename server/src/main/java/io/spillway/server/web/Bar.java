package io.spillway.server.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A share as a bar of 88 units.
 *
 * @param mood nothing, {@code w} where it runs low, {@code x} where it is used up
 */
public record Bar(String width, String mood) {

    private static final double FULL = 88;
    private static final double LOW = 0.5;

    /** How much of an error budget is left: an overdrawn one is a full bar in red. */
    static Bar left(@Nullable Double remaining) {
        if (remaining == null) {
            return new Bar("0", "");
        }
        return remaining <= 0 ? new Bar(width(1), "x") : new Bar(width(remaining), remaining < LOW ? "w" : "");
    }

    /** How much of a tier is in force. */
    static Bar inForce(double intensity) {
        return new Bar(width(intensity), "w");
    }

    /** How far something has come. */
    static Bar progress(double share) {
        return new Bar(width(share), "");
    }

    /** How much of a limit is in use: one that is used up is full, and lets others wait. */
    static Bar used(double used, double limit) {
        double share = limit > 0 ? used / limit : 1;
        return new Bar(width(share), share >= 1 ? "w" : "");
    }

    private static String width(double share) {
        return String.format(Locale.ROOT, "%.1f", FULL * Math.clamp(share, 0, 1));
    }
}
