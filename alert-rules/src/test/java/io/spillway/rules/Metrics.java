package io.spillway.rules;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The list of metric names, {@code metrics.txt}, by name. */
final class Metrics {

    /**
     * One line of the list.
     *
     * @param source server, jvm, prometheus or rules
     */
    record Metric(String name, String type, String source) {}

    private final Map<String, Metric> byName = new LinkedHashMap<>();

    Metrics() {
        Project.text(Project.ALERT_RULES.resolve("metrics.txt"))
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] words = line.split(" ");
                    if (byName.put(words[0], new Metric(words[0], words[1], words[2])) != null) {
                        throw new AssertionError("metrics.txt has " + words[0] + " twice");
                    }
                });
    }

    Collection<Metric> all() {
        return byName.values();
    }

    /** The metric that a series belongs to. */
    Optional<Metric> ofSeries(String series) {
        Metric plain = byName.get(series);
        if (plain != null) {
            boolean hasSuffix = plain.type().equals("histogram") || plain.type().equals("summary");
            return hasSuffix ? Optional.empty() : Optional.of(plain);
        }
        return Optional.ofNullable(withSuffix(series));
    }

    private @Nullable Metric withSuffix(String series) {
        int underscore = series.lastIndexOf('_');
        Metric base = underscore < 0 ? null : byName.get(series.substring(0, underscore));
        if (base == null) {
            return null;
        }
        return switch (base.type() + series.substring(underscore)) {
            case "histogram_bucket", "histogram_count", "histogram_sum", "summary_count", "summary_sum" -> base;
            default -> null;
        };
    }
}
