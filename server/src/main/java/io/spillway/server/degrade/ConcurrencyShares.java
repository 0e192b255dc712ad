package io.spillway.server.degrade;

import java.util.Map;

/**
 * Which share of a node's workers each type may have at the most.
 *
 * @param standard for the types that are not named; above 0, up to 1
 * @param byType for those that are
 */
public record ConcurrencyShares(double standard, Map<String, Double> byType) {

    public ConcurrencyShares {
        byType = Map.copyOf(byType);
        check(standard);
        byType.values().forEach(ConcurrencyShares::check);
    }

    public static ConcurrencyShares of(double standard) {
        return new ConcurrencyShares(standard, Map.of());
    }

    public double of(String type) {
        return byType.getOrDefault(type, standard);
    }

    boolean names(String type) {
        return byType.containsKey(type);
    }

    private static void check(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("the concurrency share must be above 0 and at most 1, not " + share);
        }
    }
}
