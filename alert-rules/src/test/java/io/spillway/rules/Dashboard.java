package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** One Grafana dashboard of the project. */
record Dashboard(Path file, JsonNode json) {

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *\\w+\\)");

    static List<Dashboard> all() {
        return Project.files(Project.DASHBOARDS, ".json").stream()
                .map(file -> new Dashboard(file, Project.json(Project.text(file))))
                .toList();
    }

    List<JsonNode> panels() {
        return StreamSupport.stream(json.path("panels").spliterator(), false).toList();
    }

    /** The panels that show data: all but rows and texts. */
    List<JsonNode> charts() {
        return panels().stream().filter(panel -> panel.has("targets")).toList();
    }

    /** The PromQL of all panels, annotations and variables. */
    List<String> expressions() {
        List<String> found = new ArrayList<>();
        for (JsonNode chart : charts()) {
            chart.path("targets")
                    .forEach(target -> found.add(target.path("expr").asText()));
        }
        for (JsonNode annotation : json.path("annotations").path("list")) {
            if (annotation.has("expr")) {
                found.add(annotation.path("expr").asText());
            }
        }
        for (JsonNode variable : json.path("templating").path("list")) {
            if (variable.path("type").asText().equals("query")) {
                var query = LABEL_VALUES.matcher(variable.path("definition").asText());
                if (!query.matches()) {
                    throw new AssertionError("not a label_values(series, label): " + variable.path("definition"));
                }
                found.add(query.group(1));
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
