package io.spillway.server.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody who mistyped may have meant. */
public final class NearestName {

    private NearestName() {}

    /** The known name with the fewest changes from the given one, if a third of its letters or fewer differ. */
    public static Optional<String> of(String given, Collection<String> known) {
        return known.stream()
                .filter(each -> distance(given, each) <= Math.max(2, each.length() / 3))
                .min(Comparator.<String>comparingInt(each -> distance(given, each))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance: insertions, deletions and replacements, by the two-row method. */
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
