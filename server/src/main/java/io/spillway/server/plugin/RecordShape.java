package io.spillway.server.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A JSON object that is a record: its fields are the record's components, and no others. */
final class RecordShape implements Shape {

    private final Constructor<?> constructor;
    private final SequencedMap<String, Shape> components;

    /** @param components in the constructor's order; may be filled later, as a record's parts may hold the record itself */
    RecordShape(Constructor<?> constructor, SequencedMap<String, Shape> components) {
        this.constructor = constructor;
        this.components = components;
    }

    @Override
    public @Nullable Object read(JsonNode node, String pointer, List<FieldError> errors) {
        if (!node.isObject()) {
            errors.add(new FieldError(pointer, "must be an object, not " + ScalarShape.describe(node)));
            return null;
        }
        int before = errors.size();
        node.fieldNames().forEachRemaining(name -> {
            if (!components.containsKey(name)) {
                errors.add(new FieldError(pointer + "/" + JsonText.escape(name), unknown(name)));
            }
        });
        @Nullable Object[] values = new @Nullable Object[components.size()];
        int next = 0;
        for (Map.Entry<String, Shape> each : components.entrySet()) {
            String inside = pointer + "/" + JsonText.escape(each.getKey());
            values[next++] = component(node.get(each.getKey()), each.getValue(), inside, errors);
        }
        return errors.size() > before ? null : create(values, pointer, errors);
    }

    private static @Nullable Object component(
            @Nullable JsonNode node, Shape shape, String pointer, List<FieldError> errors) {
        if (node != null && (!node.isNull() || shape.isOptional())) {
            return shape.read(node, pointer, errors);
        }
        if (!shape.isOptional()) {
            errors.add(new FieldError(pointer, node == null ? "is required" : "is required, and must not be null"));
        }
        return shape.absent();
    }

    private String unknown(String name) {
        return NearestName.of(name, components.keySet())
                .map(nearest -> "is not known: did you mean '" + nearest + "'?")
                .orElse(
                        components.isEmpty()
                                ? "is not known: there are no fields here"
                                : "is not known: there is " + String.join(", ", new TreeSet<>(components.keySet())));
    }

    /* The constructor is the plugin's: whatever it throws says that this payload can't be had. */
    private @Nullable Object create(@Nullable Object[] values, String pointer, List<FieldError> errors) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            errors.add(new FieldError(pointer, refusal(thrown)));
        } catch (ReflectiveOperationException | LinkageError e) {
            errors.add(new FieldError(pointer, refusal(e)));
        }
        return null;
    }

    private String refusal(Throwable thrown) {
        if (thrown instanceof IllegalArgumentException && thrown.getMessage() != null) {
            return thrown.getMessage();
        }
        return "was refused by " + constructor.getDeclaringClass().getSimpleName() + " with "
                + PluginCall.describe(thrown);
    }

    /** The fields in the record's order and without nulls, so that equal payloads are equal texts. */
    @Override
    public JsonNode canonical(JsonNode node) {
        ObjectNode canonical = JsonNodeFactory.instance.objectNode();
        components.forEach((name, shape) -> {
            JsonNode value = node.get(name);
            if (value != null && !value.isNull()) {
                canonical.set(name, shape.canonical(value));
            }
        });
        return canonical;
    }
}
