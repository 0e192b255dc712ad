package io.spillway.server.plugin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads JSON text of bounded length and depth. A name that stands twice in an object is refused, because two readers
 * could take a different one of the two.
 */
final class JsonText {

    static final int MAX_LENGTH = 1 << 20;

    private static final int MAX_DEPTH = 64;
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    // Each attempt has a thread of its own, and buffers that are kept by thread would be made anew for each.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(200)
                            .maxStringLength(MAX_LENGTH)
                            .build())
                    .build())
            .build();

    private JsonText() {}

    /** The value, or empty if errors were added. */
    static Optional<JsonNode> read(String text, List<FieldError> errors) {
        if (text.length() > MAX_LENGTH) {
            errors.add(new FieldError(
                    "", "must not be longer than " + MAX_LENGTH + " characters, and has " + text.length()));
            return Optional.empty();
        }
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() == null) {
                errors.add(new FieldError("", "is empty, and must be a JSON object"));
                return Optional.empty();
            }
            int before = errors.size();
            JsonNode node = value(parser, "", errors);
            if (parser.nextToken() != null) {
                errors.add(new FieldError("", "must be one JSON object, and more follows it"));
            }
            return errors.size() > before ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            errors.add(new FieldError("", "is not JSON: " + e.getOriginalMessage() + where));
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can't fail to be read", e);
        }
    }

    private static JsonNode value(JsonParser parser, String pointer, List<FieldError> errors) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer, errors);
            case START_ARRAY -> array(parser, pointer, errors);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, pointer, errors);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("the parser offered " + parser.currentToken() + " as a value");
        };
    }

    private static JsonNode number(JsonParser parser, String pointer, List<FieldError> errors) throws IOException {
        try {
            return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? NODES.numberNode(parser.getBigIntegerValue())
                    : NODES.numberNode(parser.getDecimalValue());
        } catch (ArithmeticException | NumberFormatException e) {
            errors.add(new FieldError(pointer, "must be a number of ordinary size"));
            return NODES.nullNode();
        }
    }

    private static ObjectNode object(JsonParser parser, String pointer, List<FieldError> errors) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String inside = pointer + "/" + escape(name);
            parser.nextToken();
            if (object.replace(name, value(parser, inside, errors)) != null) {
                errors.add(new FieldError(inside, "stands twice in the same object"));
            }
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser, String pointer, List<FieldError> errors) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, pointer + "/" + array.size(), errors));
        }
        return array;
    }

    /** RFC 6901, section 3. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes can't fail to be written", e);
        }
    }
}
