package io.spillway.server.retry;

/**
 * What somebody else leaves of the retries for the moment: a tier in force.
 *
 * @param maxAttempts how often a task is tried at the most, the first attempt included
 * @param slower by what each pause is multiplied; 1 or more
 * @param by who it is, for people: {@code tier L2}
 */
public record Restraint(int maxAttempts, double slower, String by) {

    public static final Restraint NONE = new Restraint(Integer.MAX_VALUE, 1, "nobody");

    public Restraint {
        if (maxAttempts < 1 || !(slower >= 1)) {
            throw new IllegalArgumentException(
                    "one attempt at least, and no shorter pauses: " + maxAttempts + ", " + slower);
        }
    }
}
