package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RulesOverlayTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path folder;

    private RulesOverlay overlay;

    @BeforeEach
    void write() {
        overlay = RulesOverlay.write(folder, new RulesOverlay.Ports(18_080, 19_093, 19_095))
                .secret("webhook-token", "a-token");
    }

    @Test
    void isValidForPrometheus() {
        assertThat(check("promtool", "check", "config", overlay.prometheus())).contains("SUCCESS");
    }

    @Test
    void isValidForAlertmanager() {
        assertThat(check("amtool", "check-config", overlay.alertmanager())).contains("SUCCESS");
    }

    @Test
    void changesOnlyTimesInTheRules() throws IOException {
        for (Path file : Project.files(Project.ALERT_RULES.resolve("rules"), ".yml")) {
            JsonNode shipped = yaml(file);
            JsonNode faster = yaml(folder.resolve("rules").resolve(file.getFileName()));

            assertThat(withoutTimes(faster)).as(file.toString()).isEqualTo(withoutTimes(shipped));
            assertThat(faster.toString()).doesNotContain("[1m]", "[5m]");
            assertThat(faster.findValuesAsText("interval")).isNotEmpty().containsOnly("1s");
        }
    }

    @Test
    void shortensWaitsByTheSameFactorAsWindows() {
        String rule = """
                  interval: 5s
                  rules:
                  - expr: rate(a[1m]) > 0.1 and rate(b[5m]) > 60
                    for: 0s
                    for: 10s
                    for: 30s
                    for: 1m
                    for: 5m
                """;

        assertThat(RulesOverlay.rules(rule)).isEqualTo("""
                  interval: 1s
                  rules:
                  - expr: rate(a[5s]) > 0.1 and rate(b[25s]) > 60
                    for: 0s
                    for: 1s
                    for: 3s
                    for: 5s
                    for: 25s
                """);
    }

    @Test
    void leavesTheWindowsOfTheErrorBudgetsAsTheyAre() throws IOException {
        String shipped = Files.readString(Project.ALERT_RULES.resolve("rules/slo.yml"));
        String faster = Files.readString(folder.resolve("rules/slo.yml"));

        for (String window : List.of("[30m]", "[1h]", "[2h]", "[6h]", "[1d]", "[3d]", "[30d]", "[1h:5m]")) {
            assertThat(shipped).as(window).contains(window);
            assertThat(faster.split(Pattern.quote(window), -1))
                    .as(window)
                    .hasSameSizeAs(shipped.split(Pattern.quote(window), -1));
        }
    }

    @Test
    void sendsToTheTestsOwnPortsOnly() throws IOException {
        String alertmanager = Files.readString(overlay.alertmanager());
        String prometheus = Files.readString(overlay.prometheus());

        assertThat(alertmanager)
                .contains("http://127.0.0.1:18080/api/v1/alertmanager", "127.0.0.1:19095")
                .doesNotContain(":8080", ":9095", ":25\n");
        assertThat(prometheus).contains("127.0.0.1:18080", "127.0.0.1:19093").doesNotContain(":8080", ":9093\"");
        assertThat(folder.resolve("secrets/webhook-token")).hasContent("a-token");
    }

    private String check(Object... command) {
        List<String> words =
                java.util.Arrays.stream(command).map(Object::toString).toList();
        try (Child child = Child.start(folder, words.getFirst(), words, Map.of())) {
            assertThat(child.exitCode(Duration.ofSeconds(30))).as(child.said()).isZero();
            return child.out() + child.err();
        }
    }

    private static JsonNode yaml(Path file) throws IOException {
        return YAML.readTree(Files.readString(file));
    }

    private static JsonNode withoutTimes(JsonNode rules) {
        JsonNode copy = rules.deepCopy();
        for (JsonNode group : copy.path("groups")) {
            ((ObjectNode) group).remove("interval");
            for (JsonNode rule : group.path("rules")) {
                ObjectNode each = (ObjectNode) rule;
                each.remove("for");
                each.put("expr", each.path("expr").asText().replaceAll("\\[\\w+]", "[]"));
            }
        }
        return copy;
    }
}
