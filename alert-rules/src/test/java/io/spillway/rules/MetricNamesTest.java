package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricNamesTest {

    private final Metrics metrics = new Metrics();

    static List<Rule> rules() {
        return Rule.all();
    }

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleUsesListedMetricsOnly(Rule rule) {
        assertThat(PromQl.series(rule.expr()))
                .allSatisfy(series ->
                        assertThat(metrics.ofSeries(series)).as(series).isPresent());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyDashboardUsesListedMetricsOnly(Dashboard dashboard) {
        assertThat(dashboard.expressions()).hasSizeGreaterThan(10);
        assertThat(dashboard.expressions())
                .allSatisfy(expression -> assertThat(PromQl.series(expression))
                        .isNotEmpty()
                        .allSatisfy(series ->
                                assertThat(metrics.ofSeries(series)).as(series).isPresent()));
    }

    @Test
    void theListHasExactlyTheRecordsOfTheRules() {
        assertThat(metrics.all().stream()
                        .filter(metric -> metric.source().equals("rules"))
                        .map(Metrics.Metric::name))
                .containsExactlyInAnyOrderElementsOf(
                        Rule.records().stream().map(Rule::name).toList());
    }

    @Test
    void theListKnowsItsTypesAndSources() {
        assertThat(metrics.all()).allSatisfy(metric -> {
            assertThat(metric.type()).isIn("counter", "gauge", "histogram", "summary");
            assertThat(metric.source()).isIn("server", "jvm", "prometheus", "alertmanager", "rules");
            assertThat(metric.name().startsWith("spillway_"))
                    .isEqualTo(metric.source().equals("server"));
            assertThat(metric.name().endsWith("_total")).isEqualTo(metric.type().equals("counter"));
        });
    }

    @Test
    void namesAreFoundWhereverTheyStandInAnExpression() {
        assertThat(PromQl.series("""
                        sum by (service, le) (rate(a_bucket{type=~"$type|b",x!="{c}"}[$__rate_interval]))
                          / on (service) group_left (d) level:e:rate1m > bool 0.5e3 and f offset 5m
                          or label_replace(g == 1, "tier", "L1", "", "") unless absent(up{job="spillway"})
                        """)).containsExactly("a_bucket", "f", "g", "level:e:rate1m", "up");
    }

    @Test
    void aHistogramIsNoSeriesByItself() {
        assertThat(metrics.ofSeries("spillway_task_duration_seconds")).isEmpty();
        assertThat(metrics.ofSeries("spillway_task_duration_seconds_bucket")).isPresent();
        assertThat(metrics.ofSeries("spillway_workers_count")).isEmpty();
        assertThat(metrics.ofSeries("spillway_tasks")).isEmpty();
    }
}
