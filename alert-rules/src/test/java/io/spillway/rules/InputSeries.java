package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the series that promtool is given.
 *
 * @param values in promtool's notation, as {@code 0+5x10 stale}
 */
record InputSeries(String series, List<String> values) {

    private static final Pattern LABEL = Pattern.compile("\\b(type|service)=\"([^\"]+)\"");
    private static final Pattern RUN =
            Pattern.compile("(-?[0-9.]+(?:e[+-]?[0-9]+)?)(?:([+-][0-9.]+(?:e[+-]?[0-9]+)?)?x([0-9]+))?");

    static InputSeries of(JsonNode json) {
        return new InputSeries(
                json.path("series").asText(),
                List.of(json.path("values").asText().strip().split("\\s+")));
    }

    String name() {
        return series.replaceAll("\\{.*", "");
    }

    /** The task type that it is about; empty for none. */
    String type() {
        Matcher label = LABEL.matcher(series);
        return label.find() ? label.group(2) : "";
    }

    boolean endsEarly() {
        return values.contains("stale");
    }

    /** What a counter does when its process begins anew. */
    boolean falls() {
        double last = Double.NEGATIVE_INFINITY;
        for (String each : values) {
            Matcher run = RUN.matcher(each);
            if (!run.matches()) {
                continue;
            }
            double first = Double.parseDouble(run.group(1));
            double step = run.group(2) == null ? 0 : Double.parseDouble(run.group(2));
            double times = run.group(3) == null ? 0 : Double.parseDouble(run.group(3));
            if (first < last || step < 0) {
                return true;
            }
            last = first + step * times;
        }
        return false;
    }

    boolean isShed() {
        return series.contains("=\"shed\"") || series.contains("=\"503\"");
    }
}
