package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.submit.Strain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One task type: its windows side by side, and how to get the same numbers elsewhere.
 *
 * @param attained of the last hour, as budget and bar are
 * @param peak the largest number of the trend
 * @param limits null where they can't be read
 * @param breaker of all live nodes; null where it is not asked for
 * @param strain how callers fare; null where all are let through
 */
public record SlaView(
        String type,
        Badge tier,
        ObjectiveView objective,
        Cell attained,
        String total,
        Cell budget,
        Bar bar,
        String trend,
        String peak,
        List<String> windows,
        List<Line> lines,
        String curl,
        List<Query> queries,
        @Nullable LimitsView limits,
        @Nullable BreakerView breaker,
        @Nullable StrainView strain) {

    public record Line(String name, List<Cell> cells) {}

    public record Query(String name, String text) {}

    static SlaView of(SlaReport report, Tier tier, Format format, String origin) {
        SlaReport.Stats hour = SlaCells.of(report, Window.ONE_HOUR);
        SlaCells cells = new SlaCells(format, report.objective(), hour);
        return new SlaView(
                report.type(),
                Badge.of(tier),
                ObjectiveView.of(report.objective(), format),
                cells.attainment(),
                format.count(hour.total()),
                cells.budget(),
                cells.bar(),
                Sparkline.path(report.trend(), 300, 64),
                format.rate(Arrays.stream(report.trend()).max().orElse(0)),
                Arrays.stream(Window.values()).map(Window::label).toList(),
                lines(report, format),
                "curl -H \"Authorization: Bearer $SPILLWAY_TOKEN\" " + origin + "/api/v1/sla/" + report.type(),
                queries(report),
                null,
                null,
                null);
    }

    /** @param isRefused whether some callers are refused; if not, they are slowed down */
    public record StrainView(boolean isRefused, String text) {

        static StrainView of(Strain strain, Format format) {
            return new StrainView(strain.isRefused(), BoardAttention.strained(strain, format));
        }
    }

    SlaView with(@Nullable LimitsView ofType, BreakerView ofNodes, @Nullable StrainView ofCallers) {
        return new SlaView(
                type, tier, objective, attained, total, budget, bar, trend, peak, windows, lines, curl, queries, ofType,
                ofNodes, ofCallers);
    }

    private static List<Line> lines(SlaReport report, Format format) {
        List<Line> lines = new ArrayList<>();
        lines.add(line("total", report, format, SlaCells::total));
        lines.add(line("qps", report, format, SlaCells::qps));
        lines.add(line("failed", report, format, SlaCells::failed));
        lines.add(line("shed", report, format, SlaCells::shed));
        lines.add(line("p50", report, format, SlaCells::p50));
        lines.add(line("p95", report, format, SlaCells::p95));
        lines.add(line("p99", report, format, SlaCells::p99));
        lines.add(line("overflow", report, format, SlaCells::overflow));
        lines.add(line("attainment", report, format, SlaCells::attainment));
        lines.add(line("latency-attainment", report, format, SlaCells::latencyAttainment));
        lines.add(line("budget", report, format, SlaCells::budget));
        lines.add(line("burn", report, format, SlaCells::burn));
        return lines;
    }

    private static Line line(String name, SlaReport report, Format format, Function<SlaCells, Cell> cell) {
        return new Line(
                name,
                Arrays.stream(Window.values())
                        .map(window -> new SlaCells(format, report.objective(), SlaCells.of(report, window)))
                        .map(cell)
                        .toList());
    }

    private static List<Query> queries(SlaReport report) {
        String type = report.type();
        String bound =
                String.format(Locale.ROOT, "%s", report.objective().latency().toMillis() / 1000.0);
        return List.of(
                new Query("failures", """
                        sum(rate(spillway_tasks_total{type="%1$s",outcome=~"failed|expired"}[5m]))
                          / sum(rate(spillway_tasks_total{type="%1$s",outcome=~"succeeded|failed|expired"}[5m]))""".formatted(type)),
                new Query("latency", """
                        sum(rate(spillway_task_duration_seconds_bucket{type="%1$s",le="%2$s"}[5m]))
                          / sum(rate(spillway_task_duration_seconds_count{type="%1$s"}[5m]))""".formatted(type, bound)),
                new Query(
                        "p99",
                        "histogram_quantile(0.99, sum by (le) (rate(spillway_task_duration_seconds_bucket{type=\"%s\"}[5m])))"
                                .formatted(type)));
    }
}
