package io.spillway.bench.report;

import java.util.Collection;
import java.util.List;

/** The middle one of several runs. */
public final class Median {

    private Median() {}

    public static double of(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
