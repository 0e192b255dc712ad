package io.spillway.server.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML into nodes that know their lines. A key that stands twice in its section is a mistake. */
final class PolicyTree {

    static final int MAX_DEPTH = 16;

    private final List<PolicyProblem> problems;

    private PolicyTree(List<PolicyProblem> problems) {
        this.problems = problems;
    }

    /** What the text holds; an empty one holds nothing. Mistakes are added to the problems. */
    static PolicyNode read(String text, List<PolicyProblem> problems) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new PolicyNode.Nothing(1);
            }
            PolicyNode root = new PolicyTree(problems).node(parser, "", 0);
            if (parser.nextToken() != null) {
                int line = parser.currentTokenLocation().getLineNr();
                problems.add(new PolicyProblem(line, "", "the file holds more than one document"));
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String why = e.getOriginalMessage().lines().findFirst().orElse("it can't be read");
            problems.add(new PolicyProblem(line, "", "this is not YAML: " + why));
            return new PolicyNode.Nothing(line);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private PolicyNode node(JsonParser parser, String path, int depth) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > MAX_DEPTH) {
            problems.add(new PolicyProblem(line, path, "is nested too deeply"));
            parser.skipChildren();
            return new PolicyNode.Nothing(line);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> section(parser, path, line, depth);
            case START_ARRAY -> items(parser, path, line, depth);
            case VALUE_NULL -> new PolicyNode.Nothing(line);
            default -> new PolicyNode.Text(line, parser.getText());
        };
    }

    private PolicyNode section(JsonParser parser, String path, int line, int depth) throws IOException {
        Map<String, PolicyNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int at = parser.currentTokenLocation().getLineNr();
            String below = path.isEmpty() ? key : path + "." + key;
            parser.nextToken();
            PolicyNode.Entry entry = new PolicyNode.Entry(at, node(parser, below, depth + 1));
            PolicyNode.Entry earlier = entries.putIfAbsent(key, entry);
            if (earlier != null) {
                problems.add(
                        new PolicyProblem(at, below, "stands here a second time; the first is line " + earlier.line()));
            }
        }
        return new PolicyNode.Section(line, entries);
    }

    private PolicyNode items(JsonParser parser, String path, int line, int depth) throws IOException {
        List<PolicyNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser, path, depth + 1));
        }
        return new PolicyNode.Items(line, items);
    }
}
