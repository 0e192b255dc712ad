package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The project's files as they lie in the source tree. */
final class Project {

    static final Path ROOT = Path.of(System.getProperty("spillway.root", ".."));
    static final Path ALERT_RULES = ROOT.resolve("alert-rules");
    static final Path DASHBOARDS = ROOT.resolve("dashboards");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private Project() {}

    /** The folder's files with this ending, by name; never none. */
    static List<Path> files(Path folder, String ending) {
        try (var all = Files.list(folder)) {
            var found = all.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new AssertionError("no *" + ending + " in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        return parse(JSON, text);
    }

    static JsonNode yaml(Path file) {
        return parse(YAML, text(file));
    }

    private static JsonNode parse(ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
