package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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

    List<InputSeries> input() {
        return json.path("input_series").valueStream().map(InputSeries::of).toList();
    }

    /** The labels of each of the alert that promtool must find, with each look at it: none where it must be silent. */
    List<List<String>> looks() {
        Stream<List<String>> states = expectations().stream()
                .map(each -> each.path("exp_alerts")
                        .valueStream()
                        .map(alert -> alert.path("exp_labels").toString())
                        .toList());
        Stream<List<String>> queries = json.path("promql_expr_test")
                .valueStream()
                .filter(this::asksForIt)
                .map(each -> each.path("exp_samples")
                        .valueStream()
                        .map(sample -> sample.path("labels").asText())
                        .toList());
        return Stream.concat(states, queries).toList();
    }

    private boolean asksForIt(JsonNode query) {
        return query.path("expr").asText().contains("alertname=\"" + alert + "\"");
    }

    /** Whether a query of the test asks for the alert. */
    boolean asksForIt() {
        return json.path("promql_expr_test").valueStream().anyMatch(this::asksForIt);
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
