package io.spillway.server.sli;

/**
 * What ended within a stretch of time. What was shed or canceled is neither a run nor an error.
 *
 * @param runs tasks that succeeded, failed or expired; or HTTP answers
 * @param errors of them, those that failed or expired; or server errors
 */
public record Count(long runs, long errors) {

    public static final Count NONE = new Count(0, 0);

    public Count {
        if (runs < 0 || errors < 0 || errors > runs) {
            throw new IllegalArgumentException(errors + " errors of " + runs + " runs");
        }
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    public Count plus(Count other) {
        long sum = saturated(runs, other.runs);
        return new Count(sum, Math.min(sum, saturated(errors, other.errors)));
    }
}
