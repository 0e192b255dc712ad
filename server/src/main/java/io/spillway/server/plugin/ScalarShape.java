package io.spillway.server.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A value without parts. Nothing is converted: a number in quotes is a string.
 *
 * @param type completes "must be …" where the kind of JSON value is another
 * @param form completes it where the kind is right and the value is not
 */
record ScalarShape(String type, String form, Predicate<JsonNode> kind, Function<JsonNode, Object> convert)
        implements Shape {

    private static final Map<Class<?>, ScalarShape> KNOWN = Map.ofEntries(
            Map.entry(String.class, simple("a string", JsonNode::isTextual, JsonNode::textValue)),
            Map.entry(boolean.class, simple("true or false", JsonNode::isBoolean, JsonNode::booleanValue)),
            Map.entry(byte.class, whole(Byte.MIN_VALUE, Byte.MAX_VALUE, BigInteger::byteValueExact)),
            Map.entry(short.class, whole(Short.MIN_VALUE, Short.MAX_VALUE, BigInteger::shortValueExact)),
            Map.entry(int.class, whole(Integer.MIN_VALUE, Integer.MAX_VALUE, BigInteger::intValueExact)),
            Map.entry(long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE, BigInteger::longValueExact)),
            Map.entry(
                    BigInteger.class, simple("a whole number", JsonNode::isIntegralNumber, JsonNode::bigIntegerValue)),
            Map.entry(BigDecimal.class, simple("a number", JsonNode::isNumber, JsonNode::decimalValue)),
            Map.entry(float.class, fraction(node -> finite(node.floatValue()).floatValue())),
            Map.entry(double.class, fraction(node -> finite(node.doubleValue()))),
            Map.entry(Instant.class, text("a time such as 2026-01-31T12:00:00Z", Instant::parse)),
            Map.entry(LocalDate.class, text("a date such as 2026-01-31", LocalDate::parse)),
            Map.entry(Duration.class, text("a duration such as PT1.5S", Duration::parse)),
            Map.entry(UUID.class, text("a UUID of 36 characters", ScalarShape::uuid)),
            Map.entry(URI.class, text("an address such as https://host/path", URI::create)));

    private static final Map<Class<?>, Class<?>> BOXED = Map.of(
            Boolean.class, boolean.class,
            Byte.class, byte.class,
            Short.class, short.class,
            Integer.class, int.class,
            Long.class, long.class,
            Float.class, float.class,
            Double.class, double.class);

    static Optional<Shape> of(Class<?> type) {
        if (type.isEnum()) {
            return Optional.of(constant(type));
        }
        return Optional.ofNullable(KNOWN.get(BOXED.getOrDefault(type, type)));
    }

    @Override
    public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
        if (!kind.test(node)) {
            errors.add(new FieldError(pointer, "must be " + type + ", not " + describe(node)));
            return null;
        }
        try {
            return convert.apply(node);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            errors.add(new FieldError(pointer, "must be " + form + ", not " + abbreviated(node)));
            return null;
        }
    }

    private static ScalarShape simple(String type, Predicate<JsonNode> kind, Function<JsonNode, Object> convert) {
        return new ScalarShape(type, type, kind, convert);
    }

    private static ScalarShape whole(long min, long max, Function<BigInteger, Object> narrow) {
        return new ScalarShape(
                "a whole number",
                "a whole number from " + min + " to " + max,
                JsonNode::isIntegralNumber,
                node -> narrow.apply(node.bigIntegerValue()));
    }

    private static ScalarShape fraction(Function<JsonNode, Object> convert) {
        return new ScalarShape("a number", "a number that is not so large", JsonNode::isNumber, convert);
    }

    private static ScalarShape text(String form, Function<String, Object> parse) {
        return new ScalarShape(form, form, JsonNode::isTextual, node -> parse.apply(node.textValue()));
    }

    private static ScalarShape constant(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object each : type.getEnumConstants()) {
            constants.put(((Enum<?>) each).name(), each);
        }
        return text("one of " + String.join(", ", constants.keySet()), name -> {
            Object constant = constants.get(name);
            if (constant == null) {
                throw new IllegalArgumentException(name);
            }
            return constant;
        });
    }

    private static Double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new ArithmeticException("too large");
        }
        return number;
    }

    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (text.length() != 36) {
            throw new IllegalArgumentException(text);
        }
        return uuid;
    }

    static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> node.isIntegralNumber() ? "a number" : abbreviated(node);
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BINARY, MISSING, POJO -> "this";
        };
    }

    private static String abbreviated(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
