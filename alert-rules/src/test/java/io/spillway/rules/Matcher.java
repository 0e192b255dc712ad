package io.spillway.rules;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One matcher of Alertmanager's configuration, such as {@code tier=~"L1|L2"}. A label that is missing is an empty one.
 *
 * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
 */
record Matcher(String label, String operator, String value) {

    private static final Pattern FORM = Pattern.compile("\\s*([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*\"?(.*?)\"?\\s*");

    static Matcher of(String text) {
        var found = FORM.matcher(text);
        if (!found.matches()) {
            throw new AssertionError("no matcher: " + text);
        }
        return new Matcher(found.group(1), found.group(2), found.group(3));
    }

    boolean accepts(String actual) {
        return switch (operator) {
            case "=" -> actual.equals(value);
            case "!=" -> !actual.equals(value);
            case "=~" -> actual.matches("(?:" + value + ")");
            case "!~" -> !actual.matches("(?:" + value + ")");
            default -> throw new AssertionError("no operator: " + operator);
        };
    }

    boolean accepts(Map<String, String> labels) {
        return accepts(labels.getOrDefault(label, ""));
    }

    /** Values on both sides of it, the empty one among them. */
    List<String> values() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("", "other"),
                        Pattern.compile("\\|").splitAsStream(value))
                .distinct()
                .toList();
    }
}
