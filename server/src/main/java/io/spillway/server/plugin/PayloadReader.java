package io.spillway.server.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads JSON text into a plugin's record, and names everything in it that is wrong. Converts nothing. */
final class PayloadReader {

    private static final int MAX_ERRORS = 20;

    private final Shape shape;

    private PayloadReader(Shape shape) {
        this.shape = shape;
    }

    /** @throws IllegalArgumentException if the record has a component that no payload can have */
    static PayloadReader of(Class<?> record) {
        return new PayloadReader(ShapeReader.of(record));
    }

    Payload read(String text) {
        return read(text, node -> JsonText.write(shape.canonical(node)));
    }

    /** Reads a text as it is stored. */
    Payload readStored(String text) {
        return read(text, _ -> text);
    }

    private Payload read(String text, Function<JsonNode, String> canonical) {
        List<FieldError> errors = new ArrayList<>();
        Optional<JsonNode> node = JsonText.read(text, errors);
        if (node.isPresent()) {
            Object value = shape.read(node.get(), "", errors);
            if (errors.isEmpty() && value != null) {
                return new Payload.Read(value, canonical.apply(node.get()));
            }
        }
        return new Payload.Unreadable(bounded(errors));
    }

    private static List<FieldError> bounded(List<FieldError> errors) {
        if (errors.size() <= MAX_ERRORS) {
            return List.copyOf(errors);
        }
        List<FieldError> first = new ArrayList<>(errors.subList(0, MAX_ERRORS));
        first.add(new FieldError("", "has " + (errors.size() - MAX_ERRORS) + " more errors"));
        return List.copyOf(first);
    }

    /** What came of a text. */
    sealed interface Payload {

        /** @param value an instance of the record; @param canonical the text as it is stored */
        record Read(Object value, String canonical) implements Payload {}

        record Unreadable(List<FieldError> errors) implements Payload {}
    }
}
