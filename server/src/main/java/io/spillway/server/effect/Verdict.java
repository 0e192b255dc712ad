package io.spillway.server.effect;

import io.spillway.server.degrade.Sli;
import io.spillway.server.degrade.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * What an engagement did to the numbers of its scope.
 *
 * <p>Compared are the share of errors in the last minute before the tier came into force, and in the minute that ends when
 * the tier's clear time is over for the first time (or at the release, if that is sooner). Later numbers are shown, but do
 * not count: a tier is only released once the numbers are good, so at the end each of them looks effective.
 */
public enum Verdict {
    /** The share of errors was at least halved, or is good now. */
    EFFECTIVE,
    /** Neither. */
    NONE,
    /** It grew by half or more. Other causes than the tier are likely; it did not help, in any case. */
    HARMFUL,
    /** There were too few runs before or after to say, or the numbers were good before: they do not show what it was for. */
    UNKNOWN;

    private static final double HALVED = 0.5;
    private static final double GROWN = 1.5;

    static Verdict of(@Nullable Sli before, @Nullable Sli after, Threshold threshold) {
        if (before == null
                || after == null
                || !before.hasVolume(threshold.minVolume())
                || !after.hasVolume(threshold.minVolume())
                || before.share() < threshold.good()) {
            return UNKNOWN;
        }
        if (after.share() < threshold.good() || after.share() <= before.share() * HALVED) {
            return EFFECTIVE;
        }
        return after.share() >= before.share() * GROWN ? HARMFUL : NONE;
    }
}
