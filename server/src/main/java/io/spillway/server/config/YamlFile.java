package io.spillway.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file into settings. Keys may be nested or dotted, or both; each setting remembers its line. */
final class YamlFile {

    private final Path file;
    private final List<String> problems;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private YamlFile(Path file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What the file holds. What is wrong with the file itself is added to the problems. */
    static DottedSource read(Path file, List<String> problems) {
        YamlFile yaml = new YamlFile(file, problems);
        yaml.read();
        return new DottedSource(yaml.settings);
    }

    private void read() {
        try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                object(parser, "");
            } else if (first != null && first != JsonToken.VALUE_NULL) {
                problems.add(file + " must hold keys with values, such as 'pool.max-workers: 64'");
            }
        } catch (NoSuchFileException e) {
            problems.add("the configuration file " + file + " does not exist");
        } catch (JsonProcessingException e) {
            problems.add(at(e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + " is not YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse("it can't be read"));
        } catch (IOException e) {
            problems.add("the configuration file " + file + " can't be read: " + e);
        }
    }

    private void object(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            JsonToken value = parser.nextToken();
            switch (value) {
                case START_OBJECT -> object(parser, key + ".");
                case START_ARRAY -> put(key, list(parser, key), line);
                case VALUE_NULL -> problems.add(at(line) + ": " + key + " has no value");
                default -> put(key, parser.getText(), line);
            }
        }
    }

    private String list(JsonParser parser, String key) throws IOException {
        List<String> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            if (token.isStructStart()) {
                problems.add(at(line) + ": " + key + " must be a list of plain values");
                parser.skipChildren();
            } else if (parser.getText().contains(",")) {
                problems.add(at(line) + ": an element of " + key + " must not contain a comma: " + parser.getText());
            } else {
                elements.add(parser.getText());
            }
        }
        return String.join(",", elements);
    }

    private void put(String key, String value, int line) {
        Setting earlier = settings.putIfAbsent(key, new Setting(key, value, at(line)));
        if (earlier != null) {
            problems.add(at(line) + ": " + key + " is set a second time; the first is " + earlier.origin());
        }
    }

    private String at(int line) {
        return file.getFileName() + ":" + line;
    }
}
