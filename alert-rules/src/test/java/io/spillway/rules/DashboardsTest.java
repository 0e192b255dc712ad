package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DashboardsTest {

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @Test
    void dashboardsKeepTheirUidsSoThatLinksToThemLast() {
        assertThat(Dashboard.all())
                .extracting(dashboard -> dashboard.json().path("uid").asText() + ".json")
                .containsExactly("spillway-loop.json", "spillway-sla.json")
                .containsExactlyElementsOf(
                        Dashboard.all().stream().map(Dashboard::toString).toList());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyChartReadsFromTheChosenDatasource(Dashboard dashboard) {
        assertThat(dashboard
                        .json()
                        .path("templating")
                        .path("list")
                        .path(0)
                        .path("type")
                        .asText())
                .isEqualTo("datasource");
        assertThat(dashboard.charts()).isNotEmpty().allSatisfy(chart -> {
            assertThat(chart.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            assertThat(chart.path("targets"))
                    .allSatisfy(target -> assertThat(
                                    target.path("datasource").path("uid").asText())
                            .isEqualTo("${datasource}"));
            assertThat(chart.path("title").asText()).isNotEmpty();
            assertThat(chart.path("description").asText()).endsWith(".");
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aTypeCanBeChosen(Dashboard dashboard) {
        assertThat(dashboard.json().path("templating").path("list")).anySatisfy(variable -> {
            assertThat(variable.path("name").asText()).isEqualTo("type");
            assertThat(variable.path("definition").asText()).isEqualTo("label_values(spillway_tasks_total, type)");
        });
        assertThat(dashboard.expressions())
                .anySatisfy(expression -> assertThat(expression).containsPattern("(type|service)=~\"\\$type\""));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlapAndHaveTheirOwnIds(Dashboard dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();

        for (JsonNode panel : dashboard.panels()) {
            assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel).isTrue();
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isBetween(1, 24);
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    String cell = (place.path("x").asInt() + x) + ","
                            + (place.path("y").asInt() + y);
                    assertThat(cells.add(cell))
                            .as("place of %s", panel.path("title"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void theLatencyChartLeadsToTraces() {
        var latency = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.charts().stream())
                .filter(chart -> chart.path("targets").findValuesAsText("expr").stream()
                        .anyMatch(expr -> expr.contains("spillway_task_duration_seconds_bucket")
                                && expr.contains("histogram_quantile")))
                .filter(chart -> chart.path("type").asText().equals("timeseries"))
                .toList();

        assertThat(latency)
                .isNotEmpty()
                .allSatisfy(chart -> assertThat(chart.path("targets"))
                        .anySatisfy(target ->
                                assertThat(target.path("exemplar").asBoolean()).isTrue()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void promtoolAcceptsEveryExpression(Dashboard dashboard, @TempDir Path folder) throws Exception {
        List<String> lines = new ArrayList<>(List.of("groups:", "  - name: dashboard", "    rules:"));
        for (String expression : dashboard.expressions()) {
            lines.add("      - record: checked:expression:" + lines.size());
            lines.add("        expr: |-");
            lines.add(
                    "          " + expression.replace("$__rate_interval", "1m").replace("$type", ".*"));
        }
        Path rules = Files.write(folder.resolve("expressions.yml"), lines);

        Tool.Result result = Tool.PROMTOOL.run("check", "rules", rules);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void provisioningNamesTheFilesAndTheDatasource() {
        Path provisioning = Project.DASHBOARDS.resolve("provisioning");

        JsonNode provider = Project.yaml(provisioning.resolve("dashboards/spillway.yaml"))
                .path("providers")
                .path(0);
        JsonNode datasource = Project.yaml(provisioning.resolve("datasources/spillway.yaml"))
                .path("datasources")
                .path(0);

        assertThat(provider.path("options").path("path").asText()).isEqualTo("/var/lib/grafana/dashboards/spillway");
        assertThat(datasource.path("type").asText()).isEqualTo("prometheus");
        assertThat(datasource
                        .path("jsonData")
                        .path("exemplarTraceIdDestinations")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("trace_id");
    }
}
