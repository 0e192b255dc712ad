package io.spillway.server.breaker;

import io.spillway.plugin.api.Cause;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The probes of a half-open breaker. They climb rungs of 1, 2, 4, 8 … at the same time, and each rung needs as many good ones
 * as its size, so that one good probe never closes anything: there are four rungs at the least, and no more than it takes to get
 * back to what the type had. A rung breaks as soon as more probes failed on it than the share that may: on the small ones, one.
 *
 * <p>Probes that say nothing count as a quarter of a good one, so that a type of which most tasks are refused as invalid gets on
 * as well. Not thread-safe.
 */
final class Ramp {

    private static final int LEAST = 8;
    private static final int MOST = 64;
    private static final int QUIET_WEIGHT = 4;

    private final double mayFail;
    private final int last;
    private final long[] failures = new long[Cause.values().length];
    private int rung = 1;
    private int good;
    private int quiet;
    private int bad;
    private int running;
    private long passed;
    private long endBy;

    /** @param had how many ran at the same time before */
    Ramp(int had, double mayFail) {
        this.mayFail = mayFail;
        int top = LEAST;
        while (top < had && top < MOST) {
            top *= 2;
        }
        this.last = top;
    }

    /** What came of a probe. */
    enum Step {
        STAYS,
        PASSED,
        BROKE
    }

    /** How many probes may begin now. */
    int room() {
        return Math.max(0, rung - running);
    }

    /** @param endBy when the last of them must have ended */
    void began(int count, long endBy) {
        this.endBy = running == 0 || endBy - this.endBy > 0 ? endBy : this.endBy;
        running += count;
    }

    /** Whether probes run for longer than they can: nobody will tell how they ended. */
    boolean isLost(long now) {
        return running > 0 && now - endBy > 0;
    }

    Step ended(Evidence evidence, @Nullable Cause cause) {
        running = Math.max(0, running - 1);
        switch (evidence) {
            case GOOD -> good++;
            case QUIET -> quiet++;
            case BAD -> {
                bad++;
                if (cause != null) {
                    failures[cause.ordinal()]++;
                }
            }
        }
        if (bad > (int) (rung * mayFail)) {
            return Step.BROKE;
        }
        if (QUIET_WEIGHT * good + quiet < QUIET_WEIGHT * rung) {
            return Step.STAYS;
        }
        passed += good;
        if (rung >= last) {
            return Step.PASSED;
        }
        rung *= 2;
        good = 0;
        quiet = 0;
        bad = 0;
        Arrays.fill(failures, 0);
        return Step.STAYS;
    }

    int rung() {
        return rung;
    }

    int last() {
        return last;
    }

    /** The good ones, of all rungs that were passed. */
    long passed() {
        return passed;
    }

    /** Of the rung. */
    Tally tally() {
        return Tally.of(good + bad, bad, failures);
    }
}
