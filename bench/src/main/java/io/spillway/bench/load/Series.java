package io.spillway.bench.load;

import java.util.Arrays;

/** What a scrape said, in Prometheus's text format. */
public record Series(String text) {

    /** The sum over the series of that name that have all of these labels, each as {@code name="value"}; 0 if there is none. */
    public double sum(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public long count() {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .count();
    }
}
