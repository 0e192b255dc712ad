package io.spillway.server.degrade;

/**
 * What a tier leaves of the retries of failed tasks. {@code CRITICAL_PLUS} is spared.
 *
 * @param maxAttempts how often a task is tried at the most, the first attempt included; no bound is the largest number
 * @param slower by what each pause before another attempt is multiplied; 1 or more
 */
public record RetryCut(int maxAttempts, double slower) {

    /** The longest stretch: a pause of a second becomes one of nearly two minutes. */
    public static final double MAX_SLOWER = 100;

    /** Everything as the type and the configuration say. */
    public static final RetryCut NORMAL = new RetryCut(Integer.MAX_VALUE, 1);

    /** No second attempt. */
    public static final RetryCut NONE = new RetryCut(1, 1);

    public RetryCut {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("there must be one attempt at least, not " + maxAttempts);
        }
        if (!(slower >= 1 && slower <= MAX_SLOWER)) {
            throw new IllegalArgumentException("pauses can be stretched by 1 to 100, not by " + slower);
        }
    }

    /** What is left where both hold. */
    RetryCut and(RetryCut other) {
        return new RetryCut(Math.min(maxAttempts, other.maxAttempts), Math.max(slower, other.slower));
    }
}
