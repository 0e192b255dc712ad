package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.telemetry.LoopHop;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The SLA numbers and the loop's hops as JSON. No data is null; times are in seconds. */
final class Numbers {

    private Numbers() {}

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static ObjectNode reports(List<SlaReport> reports) {
        ObjectNode json = Json.object();
        var types = json.putArray("types");
        reports.forEach(report -> types.add(report(report, List.of(Window.values()))));
        return json;
    }

    static ObjectNode report(SlaReport report, List<Window> windows) {
        ObjectNode json = Json.object().put("type", report.type());
        Objective objective = report.objective();
        json.putObject("objective")
                .put("success", objective.success())
                .put("latencyShare", objective.latencyShare())
                .put("latencySeconds", seconds(objective.latency()));
        ObjectNode byLabel = json.putObject("windows");
        for (Window window : windows) {
            SlaReport.Stats stats = report.windows().get(window);
            byLabel.set(window.label(), stats == null ? null : stats(stats));
        }
        var trend = json.putArray("trend");
        for (double each : report.trend()) {
            trend.add(each);
        }
        return json;
    }

    private static ObjectNode stats(SlaReport.Stats stats) {
        ObjectNode json = Json.object()
                .put("total", stats.total())
                .put("failed", stats.failed())
                .put("shed", stats.shed())
                .put("qps", stats.qps())
                .put("failureRate", stats.failureRate());
        json.set("p50", quantile(stats.p50()));
        json.set("p95", quantile(stats.p95()));
        json.set("p99", quantile(stats.p99()));
        return json.put("overflow", stats.overflow())
                .put("attainment", stats.attainment())
                .put("latencyAttainment", stats.latencyAttainment())
                .put("budgetRemaining", stats.budgetRemaining())
                .put("burn", stats.burn());
    }

    private static @Nullable ObjectNode quantile(SlaReport.@Nullable Quantile quantile) {
        return quantile == null
                ? null
                : Json.object().put("seconds", seconds(quantile.value())).put("atLeast", quantile.atLeast());
    }

    static ObjectNode hops(List<LoopHop> hops) {
        ObjectNode json = Json.object();
        var list = json.putArray("hops");
        for (LoopHop hop : hops) {
            Duration latency = hop.latency();
            list.addObject()
                    .put("hop", hop.hop().name().toLowerCase(Locale.ROOT))
                    .put("seconds", latency == null ? null : (Double) seconds(latency))
                    .put("at", hop.at() == null ? null : hop.at().toString());
        }
        return json;
    }
}
