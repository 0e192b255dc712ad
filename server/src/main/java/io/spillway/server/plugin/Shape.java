package io.spillway.server.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a part of a payload must look like, and how it becomes a Java value. */
interface Shape {

    /**
     * The value that the node stands for.
     *
     * @param node never the JSON null, unless the shape is optional
     * @param errors gets what is wrong; the returned value then means nothing
     */
    @Nullable
    Object read(JsonNode node, String pointer, List<FieldError> errors);

    /** Whether it may be missing, or null. */
    default boolean isOptional() {
        return false;
    }

    /** What stands for a missing one. */
    default @Nullable Object absent() {
        return null;
    }

    /** The node in the form in which it is stored. */
    default JsonNode canonical(JsonNode node) {
        return node;
    }
}
