package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.breaker.ForcedBreakers;
import io.spillway.server.breaker.InMemoryForcedBreakers;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillsInMemory;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.sla.Window;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Every page, full and empty, with hostile values in it. */
final class SamplePages {

    private static final String ORIGIN = "http://localhost:8080";

    private SamplePages() {}

    static List<SamplePage> all(Locale locale) {
        Format format = new Format(locale, Samples.NOW);
        List<SamplePage> cases = new ArrayList<>();
        cases.add(page(
                "board", "board", BoardView.of(Samples.busy(), Window.FIVE_MINUTES, format), SampleTiers.degraded()));
        cases.add(page(
                "board-fresh", "board", BoardView.of(Samples.fresh(), Window.ONE_HOUR, format), SampleTiers.normal()));
        SampleTypes.reports()
                .forEach(report -> cases.add(page(
                        "sla-" + report.type(),
                        "sla",
                        SlaView.of(report, Samples.busy().tierOf().apply(report.type()), format, ORIGIN),
                        SampleTiers.degraded())));
        for (TypeLimits limits : SampleTypes.limits()) {
            LimitsView view = LimitsView.of(limits, format);
            cases.add(page(
                    "sla-limits-" + limits.type(),
                    "sla",
                    sla(format).with(view, breakers(format), null),
                    SampleTiers.normal()));
            cases.add(page(
                    "sla-refused-" + limits.type(),
                    "sla",
                    sla(format)
                            .with(
                                    view.refused(
                                            new LimitsView.Form("many", "", "", Samples.HOSTILE, "PT1H"), "number"),
                                    breakers(format),
                                    SlaView.StrainView.of(
                                            new Strain(true, Duration.ofSeconds(92), Optional.empty()), format)),
                    SampleTiers.normal()));
        }
        TaskStore.Query all = new TaskStore.Query(null, null, "abc", 50);
        TaskStore.Query some = new TaskStore.Query("coupon-redeem", TaskState.FAILED, null, 50);
        TaskStore.Query first = new TaskStore.Query(null, null, null, 50);
        TaskStore.Page full = new TaskStore.Page(Samples.tasks(), "n/e xt");
        TaskStore.Page empty = new TaskStore.Page(List.of(), null);
        List<String> types = List.of("coupon-redeem", "stock-deduct");
        cases.add(page("tasks", "tasks", TasksView.of(all, full, types, format), SampleTiers.degraded()));
        cases.add(page("tasks-filtered", "tasks", TasksView.of(some, empty, types, format), SampleTiers.normal()));
        cases.add(page(
                "tasks-none",
                "tasks",
                TasksView.of(first, empty, types, format).withCurl("curl -X POST"),
                SampleTiers.normal()));
        cases.addAll(SampleLetters.pages(format, types));
        Samples.tasks()
                .forEach(task -> cases.add(page(
                        "task-" + task.state().label(),
                        "task",
                        TaskView.of(task, Fate.NONE, List.of(), format),
                        SampleTiers.degraded())));
        cases.add(page(
                "task-waiting",
                "task",
                TaskView.of(Samples.task(TaskState.PENDING), Fate.NONE, SampleTypes.reasons(), format),
                SampleTiers.degraded()));
        cases.add(page(
                "alerts",
                "alerts",
                AlertsView.of(SampleTiers.alerts(), SampleTiers::asked, SampleTiers.degraded(), format, ORIGIN),
                SampleTiers.degraded()));
        cases.add(page(
                "alerts-never",
                "alerts",
                AlertsView.of(List.of(), SampleTiers::asked, SampleTiers.normal(), format, ORIGIN),
                SampleTiers.normal()));
        DegradationView tiers = DegradationView.of(
                        SampleTiers.degraded(),
                        types,
                        Samples.audit(),
                        PolicyView.of(SampleTiers.policy(List.of("p.yml:3: " + Samples.HOSTILE)), format),
                        format)
                .with(SampleTiers.engagements(), format);
        cases.add(page("degradation", "degradation", tiers, SampleTiers.degraded()));
        cases.add(page(
                "degradation-refused",
                "degradation",
                tiers.refused(new DegradationView.Form("site", "L3", Samples.HOSTILE, "PT1H"), "confirm"),
                SampleTiers.degraded()));
        cases.add(page(
                "degradation-normal",
                "degradation",
                DegradationView.of(
                        SampleTiers.normal(),
                        List.of(),
                        List.of(),
                        PolicyView.of(SampleTiers.policy(List.of()), format),
                        format),
                SampleTiers.normal()));
        cases.add(page(
                "plugins", "plugins", PluginsView.of(SampleTypes.plugins(), format, ORIGIN), SampleTiers.degraded()));
        cases.add(page("plugins-none", "plugins", PluginsView.of(List.of(), format, ORIGIN), SampleTiers.normal()));
        cases.add(page(
                "nodes",
                "nodes",
                NodesView.of(SampleNodes.node(List.of()), Samples.busy().hops(), format),
                SampleTiers.normal()));
        List<Drill> drills = List.of(
                DrillsInMemory.underWay(new DrillId("01KAQF5E0000000000000000AC"), Samples.NOW.minusSeconds(30)),
                DrillsInMemory.failed(new DrillId("01KAQF5E0000000000000000AB"), Samples.NOW.minusSeconds(9_000)),
                DrillsInMemory.passed(new DrillId("01KAQF5E0000000000000000AA"), Samples.NOW.minusSeconds(90_000)));
        cases.add(page(
                "drills",
                "drills",
                DrillsView.of(DrillConfig.DEFAULT, drills, drills.getLast(), format),
                SampleTiers.normal()));
        cases.add(page(
                "drills-empty",
                "drills",
                DrillsView.of(DrillConfig.DEFAULT, List.of(), null, format),
                SampleTiers.normal()));
        cases.add(page(
                "nodes-not-ready",
                "nodes",
                NodesView.of(
                        SampleNodes.node(List.of(SampleNodes.AWAY, SampleNodes.FULL)),
                        Samples.fresh().hops(),
                        format),
                SampleTiers.normal()));
        cases.add(page(
                "nodes-many",
                "nodes",
                NodesView.of(
                        SampleNodes.node(
                                List.of(SampleNodes.FULL),
                                SampleNodes.seen("node-2", Duration.ofSeconds(1), List.of(SampleNodes.AWAY)),
                                SampleNodes.seen("node-3", Duration.ofMinutes(4), List.of())),
                        Samples.fresh().hops(),
                        format),
                SampleTiers.normal()));
        cases.add(page("audit", "audit", AuditView.of(Samples.audit(), 4L, 3, format), SampleTiers.degraded()));
        cases.add(page("audit-none", "audit", AuditView.of(List.of(), null, 3, format), SampleTiers.normal()));
        cases.add(new SamplePage(
                "login",
                "login",
                stranger(model("code", null, "next", "/tasks?type=a&state=b", "error", null, "wait", null))));
        cases.add(new SamplePage(
                "login-code", "login", stranger(model("code", "abc", "next", null, "error", null, "wait", null))));
        cases.add(new SamplePage(
                "login-wrong",
                "login",
                stranger(model("code", null, "next", null, "error", "wrong-token", "wait", null))));
        cases.add(new SamplePage(
                "login-many", "login", stranger(model("code", null, "next", null, "error", "too-many", "wait", 30L))));
        cases.add(new SamplePage(
                "error-404",
                "error",
                model("status", 404, "title", "Not found", "detail", "There is no task with this id.", "id", null)));
        cases.add(new SamplePage(
                "error-500",
                "error",
                model("status", 500, "title", "Internal error", "detail", "Something went wrong here.", "id", "4711")));
        cases.add(new SamplePage(
                "error-418", "error", model("status", 418, "title", "Teapot", "detail", null, "id", null)));
        return cases;
    }

    private static BreakerView breakers(Format format) {
        BreakerDesk desk = new BreakerDesk(
                new Breakers(
                        BreakerConfig.DEFAULT, new Breakers.Clocks(() -> Samples.NOW, () -> 0), new Random(3), _ -> {}),
                new InMemoryForcedBreakers(() -> Samples.NOW));
        desk.force(new ForcedBreakers.Change(
                "stock-deduct", ForcedBreaker.Mode.FORCED_OPEN, "op@team", Samples.HOSTILE, Duration.ofMinutes(5)));
        return BreakerView.of("stock-deduct", SampleNodes.brokenSite(), desk, format);
    }

    private static SlaView sla(Format format) {
        return SlaView.of(SampleTypes.reports().getFirst(), Tier.NONE, format, ORIGIN);
    }

    static SamplePage page(String name, String template, Record view, Degradation degradation) {
        return new SamplePage(
                name, template, new HashMap<>(Map.of("view", view, "frame", frame(Locale.ENGLISH, degradation))));
    }

    static Frame frame(Locale locale, Degradation degradation) {
        return Frame.of(
                new Format(locale, Samples.NOW),
                degradation,
                degradation.equals(SampleTiers.normal()) ? List.of() : SampleTiers.alerts());
    }

    private static Map<String, Object> model(@Nullable Object... pairs) {
        Map<String, Object> model = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            model.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return model;
    }

    private static Map<String, Object> stranger(Map<String, Object> model) {
        model.put("principal", null);
        return model;
    }
}
