package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.plugin.NearestName;
import io.spillway.server.web.AlertWebhook.FieldProblem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object and collects everything that is wrong with them, so that a caller hears of all at once. */
final class Fields {

    static final double MIN_RATE = 0.001;
    static final double MAX_RATE = 1_000_000;

    private final ObjectNode node;
    private final List<FieldProblem> problems = new ArrayList<>();

    /** @param known every other field is a problem */
    Fields(ObjectNode node, Set<String> known) {
        this.node = node;
        for (String name : iterable(node)) {
            if (!known.contains(name)) {
                problems.add(new FieldProblem(
                        pointer(name),
                        NearestName.of(name, known)
                                .map(near -> "is unknown; did you mean " + near + "?")
                                .orElse("is unknown; known are "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()))));
            }
        }
    }

    /** The text, or an empty one and a problem where it is missing, no text, empty, or longer than that. */
    String required(String name, int max) {
        String text = optional(name, max);
        if (text == null && !isWrong(name)) {
            wrong(name, "is required");
        }
        return text == null ? "" : text;
    }

    /** The text, or null where there is none or it is a problem. */
    @Nullable
    String optional(String name, int max) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(name, "must be a text");
            return null;
        }
        String text = value.textValue();
        if (text.isBlank() || text.length() > max) {
            wrong(name, text.isBlank() ? "must not be empty" : "must not be longer than " + max + " characters");
            return null;
        }
        return text;
    }

    /** The object, or null and a problem. */
    @Nullable
    ObjectNode requiredObject(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode object) {
            return object;
        }
        wrong(name, value == null ? "is required" : "must be an object");
        return null;
    }

    /** The object, or null where there is none or it is a problem. */
    @Nullable
    ObjectNode optionalObject(String name) {
        return value(name) == null ? null : requiredObject(name);
    }

    /** The number, or null where there is none or it is a problem. */
    @Nullable
    Double number(String name, double min, double max) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (number >= min && number <= max) {
            return number;
        }
        wrong(name, "must be a number from " + plain(min) + " to " + plain(max));
        return null;
    }

    private static String plain(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** A duration as {@code PT3S}, or null where there is none or it is a problem. */
    @Nullable
    Duration duration(String name, Duration min, Duration max) {
        String text = optional(name, 64);
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
            wrong(name, "must lie between " + min + " and " + max);
        } catch (DateTimeParseException | ArithmeticException e) {
            wrong(name, "must be an ISO 8601 duration such as PT3S");
        }
        return null;
    }

    /** One of the constants, in upper or lower case, or null where there is none or it is a problem. */
    <E extends Enum<E>> @Nullable E constant(String name, E[] constants) {
        String text = optional(name, 64);
        if (text == null) {
            return null;
        }
        for (E each : constants) {
            if (each.name().equals(text.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        wrong(
                name,
                "must be one of "
                        + String.join(
                                ", ", Arrays.stream(constants).map(Enum::name).toList()));
        return null;
    }

    /** A whole number from there on, the largest one for {@code "none"}, or null where there is none or it is a problem. */
    @Nullable
    Integer limit(String name, int min) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (isNone(value)) {
            return Integer.MAX_VALUE;
        }
        boolean whole =
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
        if (whole && value.canConvertToInt() && value.intValue() >= min && value.intValue() < Integer.MAX_VALUE) {
            return value.intValue();
        }
        wrong(name, "must be a whole number from " + min + " on, or \"none\"");
        return null;
    }

    /** A number a second, the infinite one for {@code "none"}, or null where there is none or it is a problem. */
    @Nullable
    Double rate(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (isNone(value)) {
            return Double.POSITIVE_INFINITY;
        }
        double rate = value.isNumber() ? value.doubleValue() : -1;
        if (rate >= MIN_RATE && rate <= MAX_RATE) {
            return rate;
        }
        wrong(name, "must be a number from 0.001 to 1000000, or \"none\"");
        return null;
    }

    private static boolean isNone(JsonNode value) {
        return value.isTextual() && value.textValue().equals("none");
    }

    void wrong(String name, String detail) {
        problems.add(new FieldProblem(pointer(name), detail));
    }

    /** Whether a problem with the field was found. */
    boolean isWrong(String name) {
        return problems.stream().anyMatch(problem -> problem.pointer().equals(pointer(name)));
    }

    List<FieldProblem> problems() {
        return problems;
    }

    /** @throws Problem.ProblemException 400 with all problems, if there are any */
    void check() {
        if (!problems.isEmpty()) {
            throw Problem.invalid(problems).exception();
        }
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static Iterable<String> iterable(ObjectNode node) {
        return node::fieldNames;
    }

    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
