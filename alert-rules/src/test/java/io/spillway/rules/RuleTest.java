package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One of promtool's tests in {@code rules-tests}. Its name says what it is about, as {@code <alert>: <case>, <case>}; one that
 * is no alert's case has no name.
 *
 * @param alert the alert that it is about; empty without a name
 * @param step the time from one evaluation to the next, as the file says
 */
record RuleTest(String alert, Set<RuleCase> cases, String step, JsonNode json) {

    static List<RuleTest> all() {
        List<RuleTest> all = new ArrayList<>();
        for (var file : Project.files(Project.ALERT_RULES.resolve("rules-tests"), ".yml")) {
            JsonNode yaml = Project.yaml(file);
            for (JsonNode test : yaml.path("tests")) {
                all.add(of(test, yaml.path("evaluation_interval").asText()));
            }
        }
        return all;
    }

    /** What promtool expects of the alert at certain times. */
    List<JsonNode> expectations() {
        return json.path("alert_rule_test")
                .valueStream()
                .filter(expected -> expected.path("alertname").asText().equals(alert))
                .toList();
    }

    /** Whether a query of the test asks for the alert. */
    boolean asksForIt() {
        return json.path("promql_expr_test")
                .valueStream()
                .anyMatch(query -> query.path("expr").asText().contains("alertname=\"" + alert + "\""));
    }

    private static RuleTest of(JsonNode test, String step) {
        String name = test.path("name").asText();
        if (name.isEmpty()) {
            return new RuleTest("", Set.of(), step, test);
        }
        String[] words = name.split(": ", 2);
        Set<RuleCase> cases = EnumSet.noneOf(RuleCase.class);
        for (String word : words[1].split(", ")) {
            cases.add(RuleCase.of(word));
        }
        return new RuleTest(words[0], cases, step, test);
    }
}
