package io.spillway.server.policy;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.plugin.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a policy are written. Each method reads one form, and refuses others by saying what is expected. */
final class Forms {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern LABEL = Pattern.compile("[^\\p{Cc}]{1,128}");

    private static final String TYPES = "must hold names such as stock-deduct";

    private Forms() {}

    static Duration duration(PolicyNode node) {
        Matcher matcher = DURATION.matcher(text(node, "must be a duration such as 250ms, 30s, 5m, 1h or 7d"));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a duration such as 250ms, 30s, 5m, 1h or 7d, not '" + shown(node) + "'");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    static boolean flag(PolicyNode node) {
        return switch (text(node, "must be true or false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not '" + shown(node) + "'");
        };
    }

    /** Above 0, up to 1. */
    static double share(PolicyNode node) {
        double share = number(node, "must be a number above 0, up to 1, such as 0.5");
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("must be a number above 0, up to 1, such as 0.5, not " + shown(node));
        }
        return share;
    }

    static double number(PolicyNode node, String expected) {
        try {
            return Double.parseDouble(text(node, expected));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected + ", not '" + shown(node) + "'", e);
        }
    }

    static int integer(PolicyNode node, int min, int max) {
        String expected = "must be a whole number from " + min + " to " + max;
        try {
            int number = Integer.parseInt(text(node, expected));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected + ", not '" + shown(node) + "'", e);
        }
        throw new IllegalArgumentException(expected + ", not " + shown(node));
    }

    static List<Integer> percents(PolicyNode node) {
        return list(node, "must be a list such as [25, 50, 75, 100]", each -> integer(each, 1, 100));
    }

    static Set<Criticality> criticalities(PolicyNode node) {
        return new LinkedHashSet<>(
                list(node, "must be a list such as [SHEDDABLE, SHEDDABLE_PLUS]", Forms::criticality));
    }

    private static Criticality criticality(PolicyNode node) {
        List<String> names = List.of("SHEDDABLE", "SHEDDABLE_PLUS", "CRITICAL");
        String name = text(node, "must hold names of criticalities");
        if (name.equals(Criticality.CRITICAL_PLUS.name())) {
            throw new IllegalArgumentException("CRITICAL_PLUS cannot be shed by any tier");
        }
        return Arrays.stream(Criticality.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + shown(node) + "' is no criticality; "
                        + NearestName.of(name, names)
                                .map(each -> "did you mean " + each + "?")
                                .orElse("use SHEDDABLE, SHEDDABLE_PLUS or CRITICAL")));
    }

    /** Task types, or plugins' ids: both are written alike. */
    static Set<String> names(PolicyNode node) {
        return new LinkedHashSet<>(
                list(node, "must be a list of task types such as [stock-deduct]", each -> name(text(each, TYPES))));
    }

    static String name(String text) {
        if (!TYPE.matcher(text).matches() || text.length() > 64) {
            throw new IllegalArgumentException(
                    "'" + clipped(text) + "' is no task type: lower-case letters, digits, and - between them");
        }
        return text;
    }

    /** A label's name, or its value. */
    static String label(PolicyNode node) {
        String text = text(node, "must be a text of up to 128 signs");
        if (!LABEL.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a text of up to 128 signs");
        }
        return text;
    }

    private static <T> List<T> list(PolicyNode node, String expected, Function<PolicyNode, T> element) {
        if (!(node instanceof PolicyNode.Items(int _, List<PolicyNode> items))) {
            throw new IllegalArgumentException(expected);
        }
        List<T> values = new ArrayList<>(items.size());
        List<String> wrong = new ArrayList<>();
        for (PolicyNode each : items) {
            try {
                values.add(element.apply(each));
            } catch (IllegalArgumentException e) {
                wrong.add(String.valueOf(e.getMessage()));
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
        if (new LinkedHashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException("names something twice");
        }
        return values;
    }

    private static String text(PolicyNode node, String expected) {
        if (node instanceof PolicyNode.Text(int _, String text)) {
            return text;
        }
        throw new IllegalArgumentException(expected);
    }

    private static String shown(PolicyNode node) {
        return node instanceof PolicyNode.Text(int _, String text) ? clipped(text) : "a section or a list";
    }

    private static String clipped(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
