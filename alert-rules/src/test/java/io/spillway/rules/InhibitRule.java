package io.spillway.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One inhibit rule of {@code alertmanager.yml}. */
record InhibitRule(List<Matcher> source, List<Matcher> target, List<String> equal) {

    static List<InhibitRule> all() {
        return Project.yaml(Project.ALERT_RULES.resolve("alertmanager.yml"))
                .path("inhibit_rules")
                .valueStream()
                .map(InhibitRule::of)
                .toList();
    }

    static InhibitRule of(JsonNode rule) {
        return new InhibitRule(
                matchers(rule.path("source_matchers")),
                matchers(rule.path("target_matchers")),
                rule.path("equal").valueStream().map(JsonNode::asText).toList());
    }

    /**
     * Whether there can be an alert with {@code purpose="control"} that it mutes. No other label can save such an alert:
     * labels are what the rules' authors write, so that any combination may come.
     */
    boolean canMuteControlAlerts() {
        return target.stream()
                .filter(matcher -> matcher.label().equals("purpose"))
                .allMatch(matcher -> matcher.accepts("control"));
    }

    boolean isTarget(Map<String, String> labels) {
        return target.stream().allMatch(matcher -> matcher.accepts(labels));
    }

    /** An alert that mutes others by this rule, in the place {@code here}. */
    Map<String, String> aSource() {
        Map<String, String> labels = new TreeMap<>();
        equal.forEach(label -> labels.put(label, "here"));
        for (Matcher matcher : source) {
            labels.put(
                    matcher.label(),
                    matcher.values().stream()
                            .filter(matcher::accepts)
                            .findFirst()
                            .orElseThrow());
        }
        return labels;
    }

    /** Alerts of that purpose with every combination of the labels that this rule looks at. */
    List<Map<String, String>> alerts(String name, String purpose) {
        List<Map<String, String>> all = new ArrayList<>();
        all.add(Map.of("alertname", name, "purpose", purpose, "severity", "critical"));
        for (Matcher matcher : target) {
            if (!matcher.label().equals("purpose") && !matcher.label().equals("alertname")) {
                all = with(all, matcher.label(), matcher.values());
            }
        }
        for (String label : equal) {
            all = with(all, label, List.of("", "here", "elsewhere"));
        }
        return all;
    }

    private static List<Map<String, String>> with(List<Map<String, String>> alerts, String label, List<String> values) {
        List<Map<String, String>> all = new ArrayList<>();
        for (Map<String, String> alert : alerts) {
            for (String value : values) {
                Map<String, String> labels = new TreeMap<>(alert);
                if (!value.isEmpty()) {
                    labels.put(label, value);
                }
                all.add(labels);
            }
        }
        return all;
    }

    private static List<Matcher> matchers(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).map(Matcher::of).toList();
    }
}
