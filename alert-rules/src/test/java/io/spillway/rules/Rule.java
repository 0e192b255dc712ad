package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of {@code rules/*.yml}.
 *
 * @param name of the alert or of the recorded series
 * @param pending the alert's {@code for}; empty for a record, and for an alert that does not wait
 */
record Rule(
        boolean isAlert,
        String name,
        String expr,
        String pending,
        Map<String, String> labels,
        Map<String, String> annotations) {

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        for (var file : Project.files(Project.ALERT_RULES.resolve("rules"), ".yml")) {
            for (JsonNode group : Project.yaml(file).path("groups")) {
                group.path("rules").forEach(rule -> rules.add(of(rule)));
            }
        }
        return rules;
    }

    static List<Rule> alerts() {
        return all().stream().filter(Rule::isAlert).toList();
    }

    static List<Rule> records() {
        return all().stream().filter(rule -> !rule.isAlert()).toList();
    }

    /** An expression with the records in it replaced by what they record. */
    static String spelledOut(String expression) {
        String text = expression;
        for (String series : PromQl.series(expression)) {
            for (Rule rule : records()) {
                if (rule.name().equals(series)) {
                    text = text.replaceAll(
                            Pattern.quote(series) + "(?![\\w:])",
                            Matcher.quoteReplacement("(" + spelledOut(rule.expr()) + ")"));
                }
            }
        }
        return text;
    }

    String label(String label) {
        return labels.getOrDefault(label, "");
    }

    String annotation(String annotation) {
        return annotations.getOrDefault(annotation, "");
    }

    private static Rule of(JsonNode rule) {
        boolean isAlert = rule.has("alert");
        return new Rule(
                isAlert,
                rule.path(isAlert ? "alert" : "record").asText(),
                rule.path("expr").asText(),
                rule.path("for").asText(),
                texts(rule.path("labels")),
                texts(rule.path("annotations")));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
