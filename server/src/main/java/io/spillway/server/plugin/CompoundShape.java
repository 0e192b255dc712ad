package io.spillway.server.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that is made of others. */
sealed interface CompoundShape extends Shape {

    /** A list. */
    record ListShape(Shape element) implements CompoundShape {

        @Override
        public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
            if (!node.isArray()) {
                errors.add(new FieldError(pointer, "must be a list, not " + ScalarShape.describe(node)));
                return null;
            }
            List<@Nullable Object> values = new ArrayList<>(node.size());
            for (int i = 0; i < node.size(); i++) {
                values.add(part(element, node.get(i), pointer + "/" + i, errors));
            }
            return Collections.unmodifiableList(values);
        }

        @Override
        public JsonNode canonical(JsonNode node) {
            ArrayNode canonical = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> canonical.add(each.isNull() ? each : element.canonical(each)));
            return canonical;
        }
    }

    /** An object whose fields may have any name. */
    record MapShape(Shape value) implements CompoundShape {

        @Override
        public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
            if (!node.isObject()) {
                errors.add(new FieldError(pointer, "must be an object, not " + ScalarShape.describe(node)));
                return null;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> each : node.properties()) {
                String inside = pointer + "/" + JsonText.escape(each.getKey());
                values.put(each.getKey(), part(value, each.getValue(), inside, errors));
            }
            return Collections.unmodifiableMap(values);
        }

        @Override
        public JsonNode canonical(JsonNode node) {
            ObjectNode canonical = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(each -> canonical.set(
                            each.getKey(),
                            each.getValue().isNull() ? each.getValue() : value.canonical(each.getValue())));
            return canonical;
        }
    }

    /** A value that may be null. */
    record NullableShape(Shape shape) implements CompoundShape {

        @Override
        public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
            return node.isNull() ? shape.absent() : shape.read(node, pointer, errors);
        }

        @Override
        public boolean isOptional() {
            return true;
        }

        @Override
        public @Nullable Object absent() {
            return shape.absent();
        }

        @Override
        public JsonNode canonical(JsonNode node) {
            return shape.canonical(node);
        }
    }

    /** An {@link Optional}. */
    record OptionalShape(Shape shape) implements CompoundShape {

        @Override
        public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
            return node.isNull() ? Optional.empty() : Optional.ofNullable(shape.read(node, pointer, errors));
        }

        @Override
        public boolean isOptional() {
            return true;
        }

        @Override
        public Object absent() {
            return Optional.empty();
        }

        @Override
        public JsonNode canonical(JsonNode node) {
            return shape.canonical(node);
        }
    }

    /** Any JSON value, as strings, numbers, booleans, lists and maps. */
    record AnyShape() implements CompoundShape {

        @Override
        public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
            return switch (node.getNodeType()) {
                case OBJECT -> new MapShape(new NullableShape(this)).read(node, pointer, errors);
                case ARRAY -> new ListShape(new NullableShape(this)).read(node, pointer, errors);
                case STRING -> node.textValue();
                case BOOLEAN -> node.booleanValue();
                case NUMBER -> node.isIntegralNumber() ? whole(node) : node.decimalValue();
                case NULL, BINARY, MISSING, POJO -> null;
            };
        }

        private static Object whole(JsonNode node) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
        }
    }

    private static @Nullable Object part(Shape shape, JsonNode node, String pointer, List<FieldError> errors) {
        if (node.isNull() && !shape.isOptional()) {
            errors.add(new FieldError(pointer, "must not be null"));
            return null;
        }
        return shape.read(node, pointer, errors);
    }
}
