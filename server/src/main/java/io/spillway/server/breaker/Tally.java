package io.spillway.server.breaker;

import io.spillway.plugin.api.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that ended, and how many of them failed.
 *
 * @param most the cause of most failures; null without any
 * @param ofMost how many had it
 */
public record Tally(long attempts, long failures, @Nullable Cause most, long ofMost) {

    static final Tally NONE = new Tally(0, 0, null, 0);

    /** From 0 to 1. */
    public double ratio() {
        return attempts == 0 ? 0 : (double) failures / attempts;
    }

    /** @param byCause failures, at the place of each cause */
    static Tally of(long attempts, long failures, long[] byCause) {
        Cause most = null;
        long ofMost = 0;
        for (Cause each : Cause.values()) {
            if (byCause[each.ordinal()] > ofMost) {
                most = each;
                ofMost = byCause[each.ordinal()];
            }
        }
        return new Tally(attempts, failures, most, ofMost);
    }
}
