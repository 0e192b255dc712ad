package io.spillway.server.policy;

/**
 * One mistake in a policy file.
 *
 * @param line counted from 1
 * @param path of the key, such as {@code tiers.L1.min-hold}; empty for the file as a whole
 * @param what is wrong, and what is expected
 */
public record PolicyProblem(int line, String path, String what) {

    /** {@code degradation.yml:12: tiers.L1.min-hold: must be a duration} */
    public String in(String file) {
        return file + ":" + line + ": " + (path.isEmpty() ? what : path + ": " + what);
    }
}
