package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What the server says of its plugins. */
final class Plugins {

    private Plugins() {}

    /** The plugin that was read from a file of this name. */
    static Optional<JsonNode> ofFile(Api api, String file) {
        for (JsonNode plugin : api.plugins().path("plugins")) {
            if (plugin.path("file").asText().equals(file)) {
                return Optional.of(plugin);
            }
        }
        return Optional.empty();
    }

    /** The names of all task types that can be submitted. */
    static Set<String> types(Api api) {
        Set<String> names = new LinkedHashSet<>();
        api.taskTypes()
                .path("types")
                .forEach(type -> names.add(type.path("type").asText()));
        return names;
    }
}
