package io.spillway.server.web;

import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.TaskStore.Backlog;
import io.spillway.server.telemetry.LoopHop;
import io.spillway.server.web.BoardFacts.Executor;
import io.spillway.server.web.BoardView.Fact;
import io.spillway.server.web.BoardView.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the board says of the executor, and what of all that is known a person should look at: the worst first. */
final class BoardAttention {

    private static final Duration WAITS_TOO_LONG = Duration.ofMinutes(1);
    private static final Map<String, Integer> ORDER = Map.of("bad", 0, "warn", 1, "info", 2);

    private BoardAttention() {}

    static List<Fact> executor(BoardFacts facts, Format format) {
        long queued = sum(facts, Kind.QUEUED);
        long failed = sum(facts, Kind.FAILED);
        Duration oldest = facts.executor().backlog().values().stream()
                .map(Backlog::oldest)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        long active = facts.control().plugins().stream()
                .filter(plugin -> plugin.state() == PluginStatus.State.ACTIVE)
                .count();
        WebFeatures.Workers workers = facts.executor().workers();
        return List.of(
                new Fact(
                        "workers",
                        format.count(workers.busy()) + " / " + format.count(workers.limit()),
                        "/nodes",
                        workers.busy() == workers.limit() ? "warn" : ""),
                new Fact("running", format.count(sum(facts, Kind.RUNNING)), "/tasks?state=running", ""),
                new Fact("queued", format.count(queued), "/tasks?state=pending", ""),
                new Fact(
                        "oldest",
                        queued == 0 ? Format.NONE : format.latency(oldest),
                        "/tasks?state=pending",
                        oldest.compareTo(WAITS_TOO_LONG) > 0 ? "warn" : ""),
                new Fact("delayed", format.count(sum(facts, Kind.DELAYED)), "/tasks?state=pending", ""),
                new Fact("dead", format.count(failed), "/dead-letters", failed > 0 ? "warn" : ""),
                new Fact(
                        "plugins",
                        format.count(active) + " / "
                                + format.count(facts.control().plugins().size()),
                        "/plugins",
                        ""));
    }

    static long queued(Backlog backlog) {
        return backlog.queued().values().stream().mapToLong(Long::longValue).sum();
    }

    static List<Point> points(BoardFacts facts, Format format) {
        List<Point> points = new ArrayList<>();
        plugins(facts, points);
        scopes(facts, points);
        budgets(facts, points);
        strains(facts.executor(), format, points);
        limits(facts.executor(), format, points);
        breakers(facts.executor(), format, points);
        loop(facts, format, points);
        for (String problem : facts.control().problems()) {
            points.add(new Point("not-ready", problem, "bad", "/nodes"));
        }
        for (String warning : facts.control().warnings()) {
            points.add(new Point("warned", warning, "warn", "/nodes"));
        }
        long failed = sum(facts, Kind.FAILED);
        if (failed > 0) {
            points.add(new Point("dead", format.count(failed), "warn", "/dead-letters"));
        }
        sort(points);
        return points;
    }

    /** The worst first. */
    static void sort(List<Point> points) {
        points.sort(Comparator.comparing(point -> ORDER.getOrDefault(point.mood(), ORDER.size())));
    }

    private static void plugins(BoardFacts facts, List<Point> points) {
        Set<String> handled = new HashSet<>();
        for (PluginStatus plugin : facts.control().plugins()) {
            if (plugin.state() == PluginStatus.State.FAILED) {
                points.add(new Point("plugin-failed", plugin.id(), "bad", "/plugins"));
            }
            if (plugin.state() == PluginStatus.State.ACTIVE) {
                handled.addAll(plugin.types());
            }
        }
        facts.executor().backlog().forEach((type, backlog) -> {
            if (queued(backlog) > 0 && !handled.contains(type)) {
                points.add(new Point("no-handler", type, "warn", "/plugins"));
            }
        });
    }

    private static void scopes(BoardFacts facts, List<Point> points) {
        for (ScopeStatus status : facts.control().degradation().scopes()) {
            String scope = status.scope().toString();
            switch (status.state()) {
                case FROZEN -> points.add(new Point("frozen", scope, "warn", "/degradation"));
                case LATCHED -> points.add(new Point("latched", scope, "bad", "/degradation"));
                case MANUAL_HOLD -> points.add(new Point("manual", scope, "info", "/degradation"));
                case OBSERVE -> points.add(new Point("observe", scope, "info", "/degradation"));
                case NORMAL, PENDING, ENGAGED, RECOVERING -> {}
            }
        }
    }

    private static void budgets(BoardFacts facts, List<Point> points) {
        for (SlaReport report : facts.reports()) {
            SlaReport.Stats hour = SlaCells.of(report, Window.ONE_HOUR);
            Double left = hour.budgetRemaining();
            if (left != null && left <= 0 && hour.total() >= SlaCells.FEW) {
                points.add(new Point("budget", report.type(), "bad", "/sla/" + report.type()));
            }
        }
    }

    private static void strains(Executor executor, Format format, List<Point> points) {
        executor.strained()
                .forEach((type, strain) -> points.add(new Point(
                        strain.isRefused() ? "refused" : "slowed",
                        type,
                        strain.isRefused() ? "bad" : "warn",
                        "/sla/" + type,
                        strained(strain, format))));
    }

    /** Since when, and how long a new task would wait. */
    static String strained(Strain strain, Format format) {
        String since = format.sentence("strain.since", format.lasting(strain.lasting()));
        return strain.expectedWait()
                .map(wait -> since + " · " + format.sentence("strain.wait", format.lasting(wait)))
                .orElse(since);
    }

    private static void limits(Executor executor, Format format, List<Point> points) {
        for (TypeLimits type : executor.limits()) {
            type.manual()
                    .ifPresent(manual -> points.add(new Point(
                            manual.isPause() ? "paused" : "limited",
                            type.type(),
                            manual.isPause() ? "warn" : "info",
                            "/sla/" + type.type() + "#limits",
                            until(manual, format))));
        }
    }

    private static void breakers(Executor executor, Format format, List<Point> points) {
        executor.breakers().forEach((type, seen) -> {
            List<SeenBreaker> opened =
                    seen.stream().filter(each -> !each.isClosed()).toList();
            if (!opened.isEmpty()) {
                boolean open =
                        opened.stream().anyMatch(each -> BreakerView.state(each).equals("open"));
                String nodes = opened.stream().map(SeenBreaker::node).collect(Collectors.joining(", "));
                points.add(new Point(
                        open ? "breaker-open" : "breaker-half-open",
                        type,
                        open ? "bad" : "warn",
                        "/sla/" + type + "#breaker",
                        format.sentence("breaker.on", nodes) + " · "
                                + BreakerTexts.of(opened.getFirst().breaker().why(), format.locale())));
            } else if (seen.stream()
                    .anyMatch(each -> each.breaker().why().code().equals("forced"))) {
                points.add(new Point("breaker-forced", type, "info", "/sla/" + type + "#breaker"));
            }
        });
    }

    private static String until(ManualLimits manual, Format format) {
        Instant until = manual.until();
        String by = format.sentence("banner.by", manual.by()) + " · " + manual.reason() + " · ";
        return until == null
                ? by + format.word("limits.forever.warning")
                : by + format.sentence("limits.until.in", format.lasting(Duration.between(format.now(), until)));
    }

    private static void loop(BoardFacts facts, Format format, List<Point> points) {
        Instant now = format.now();
        for (LoopHop hop : facts.hops()) {
            Instant at = hop.at();
            if (hop.hop() == LoopHop.Hop.SCRAPE && at == null) {
                points.add(new Point("no-scrape", "", "info", "/nodes#connect"));
            } else if (at != null && BoardView.isLate(hop, now)) {
                points.add(new Point("late-scrape", format.since(at), "warn", "/nodes"));
            }
        }
        if (facts.control().alerts().isEmpty()) {
            points.add(new Point("no-alerts", "", "info", "/alerts#connect"));
        }
        AlertsView.watchdogAge(facts.control().alerts(), now)
                .filter(AlertsView::isLate)
                .ifPresent(age -> points.add(new Point("watchdog", format.lasting(age), "warn", "/alerts")));
    }

    private static long sum(BoardFacts facts, Kind kind) {
        return facts.executor().backlog().values().stream()
                .mapToLong(backlog -> switch (kind) {
                    case QUEUED -> queued(backlog);
                    case RUNNING -> backlog.running();
                    case DELAYED -> backlog.delayed();
                    case FAILED -> backlog.failed();
                })
                .sum();
    }

    private enum Kind {
        QUEUED,
        RUNNING,
        DELAYED,
        FAILED
    }
}
