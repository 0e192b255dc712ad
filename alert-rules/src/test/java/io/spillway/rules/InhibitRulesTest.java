package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That no inhibition can mute what drives tiers: by reading the rules, and in a real Alertmanager. */
final class InhibitRulesTest {

    static List<InhibitRule> rules() {
        return InhibitRule.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noRuleCanMuteAControlAlertWhateverItsLabels(InhibitRule rule) {
        assertThat(rule.canMuteControlAlerts()).isFalse();
        for (String name : controlAlerts()) {
            assertThat(rule.alerts(name, "control")).hasSizeGreaterThan(3).noneMatch(rule::isTarget);
        }
        assertThat(rule.alerts("Any", "notify")).anyMatch(rule::isTarget);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "severity=\"critical\"",
                "purpose!=\"\"",
                "purpose=~\"notify|control\"",
                "purpose=~\".+\"",
                "purpose!~\"none|test\"",
                "purpose=control"
            })
    void aRuleThatCouldMuteOneIsFound(String matcher) {
        var rule = new InhibitRule(
                List.of(Matcher.of("alertname=\"Any\"")),
                List.of(Matcher.of(matcher), Matcher.of("tier=\"L1\"")),
                List.of("service"));

        assertThat(rule.canMuteControlAlerts()).isTrue();
    }

    @Test
    void whatSpillwayAnnouncesIsMutedByNoRule() {
        for (InhibitRule rule : rules()) {
            assertThat(rule.alerts("SpillwayTierChanged", "notify")).noneMatch(rule::isTarget);
        }
    }

    @Test
    void noTimeIntervalMutesAnything() {
        JsonNode config = Project.yaml(Project.ALERT_RULES.resolve("alertmanager.yml"));

        assertThat(config.findValues("mute_time_intervals")).isEmpty();
        assertThat(config.findValues("active_time_intervals")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inARealAlertmanagerEachControlAlertStaysActiveWhereItsTwinIsMuted(InhibitRule rule, @TempDir Path folder)
            throws Exception {
        List<Map<String, String>> posted = new ArrayList<>(List.of(rule.aSource()));
        Set<Map<String, String>> muted = rule.alerts("TwinOfControl", "notify").stream()
                .filter(rule::isTarget)
                .filter(labels -> rule.equal().stream().allMatch(label -> "here".equals(labels.get(label))))
                .collect(Collectors.toSet());
        for (String name : controlAlerts()) {
            posted.addAll(rule.alerts(name, "control"));
        }
        posted.addAll(rule.alerts("TwinOfControl", "notify"));
        posted.addAll(rule.alerts("SpillwayTierChanged", "notify"));

        try (var alertmanager = RealAlertmanager.withTheShippedConfiguration(folder, 9)) {
            alertmanager.post(json(posted));
            Map<Map<String, String>, String> states = statesOnce(alertmanager, muted, posted.size());

            assertThat(muted).isNotEmpty();
            assertThat(states).hasSize(posted.size());
            states.forEach((labels, state) -> assertThat(state)
                    .as(labels.toString())
                    .isEqualTo(muted.contains(labels) ? "suppressed" : "active"));
        }
    }

    private static List<String> controlAlerts() {
        return Rule.alerts().stream()
                .filter(alert -> alert.label("purpose").equals("control"))
                .map(Rule::name)
                .distinct()
                .toList();
    }

    private static String json(List<Map<String, String>> alerts) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (Map<String, String> labels : alerts) {
            var json = array.addObject().putObject("labels");
            labels.forEach(json::put);
        }
        return array.toString();
    }

    /* As soon as all that is to be muted is: the inhibitor learns of alerts a moment later. */
    private static Map<Map<String, String>, String> statesOnce(
            RealAlertmanager alertmanager, Set<Map<String, String>> muted, int count) throws Exception {
        Map<Map<String, String>, String> states = Map.of();
        for (int tries = 0; tries < 200; tries++) {
            states = states(alertmanager);
            boolean settled = states.size() == count && !states.containsValue("unprocessed");
            Map<Map<String, String>, String> now = states;
            if (settled && muted.stream().allMatch(labels -> "suppressed".equals(now.get(labels)))) {
                break;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return states;
    }

    private static Map<Map<String, String>, String> states(RealAlertmanager alertmanager) throws Exception {
        Map<Map<String, String>, String> states = new java.util.HashMap<>();
        for (JsonNode alert : Project.json(alertmanager.alerts())) {
            Map<String, String> labels = new TreeMap<>();
            alert.path("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            states.put(labels, alert.path("status").path("state").asText());
        }
        return states;
    }
}
