package io.spillway.server.web;

import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.task.TaskStore.Backlog;
import io.spillway.server.telemetry.LoopHop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The board: what is in force and why, how the loop runs, and how each task type stands to its objective.
 *
 * @param heard whether Alertmanager ever called
 * @param proof when the loop was last proven; null where nobody knows
 */
public record BoardView(
        List<Banner> banners,
        List<HopView> hops,
        List<WindowLink> windows,
        List<Row> rows,
        boolean heard,
        List<AlertView> firing,
        List<ChangeView> changes,
        List<Fact> executor,
        List<Point> attention,
        @Nullable ProofView proof) {

    private static final int SHOWN_ALERTS = 6;
    private static final int SHOWN_CHANGES = 5;
    private static final Duration SCRAPE_IS_LATE = Duration.ofMinutes(2);

    /**
     * A tier in force.
     *
     * @param kind core, site or service
     * @param type the task type; nothing for the others
     * @param easing how much of it is in force; null for all
     */
    public record Banner(
            Badge tier,
            String scope,
            String kind,
            String type,
            String state,
            @Nullable String reason,
            String lasting,
            @Nullable Moment until,
            @Nullable String easing,
            @Nullable String alert,
            @Nullable String by) {}

    /**
     * @param mood nothing, {@code hot} where something is to be seen, {@code idle} for one never seen
     * @param href where to see more; for a hop never seen, how to connect what it needs
     * @param hint what a hop never seen waits for, the end of its message's key
     */
    public record HopView(
            String name, @Nullable String latency, @Nullable String age, String mood, String href, String hint) {}

    public record WindowLink(String name, String href, boolean current) {}

    /** @param faint so few tasks that the shares say little */
    public record Row(
            String type,
            ObjectiveView objective,
            Badge tier,
            String total,
            boolean faint,
            String trend,
            Cell qps,
            Cell failed,
            Cell shed,
            Cell p50,
            Cell p95,
            Cell p99,
            Cell attainment,
            Cell budget,
            Bar bar,
            Cell burn,
            Cell oldest) {

        /** Whether nothing at all came in the window. */
        public boolean isStill() {
            return p50.missing() && failed.missing() && shed.missing();
        }
    }

    public record Fact(String name, String value, @Nullable String href, String mood) {}

    /** Something for a person to look at. @param name the end of its message's key; @param more null for nothing */
    public record Point(
            String name,
            String subject,
            String mood,
            String href,
            @Nullable String more) {

        Point(String name, String subject, String mood, String href) {
            this(name, subject, mood, href, null);
        }
    }

    static BoardView of(BoardFacts facts, Window window, Format format) {
        BoardFacts.Control control = facts.control();
        List<AlertView> firing = AlertsView.sorted(
                AlertsView.firing(control.alerts()),
                control.asked(),
                AlertsView.driving(control.degradation()),
                format);
        return new BoardView(
                banners(control.degradation(), format),
                facts.hops().stream()
                        .map(hop -> hop(
                                hop,
                                isBusy(hop, firing, control.degradation()),
                                !control.alerts().isEmpty(),
                                format))
                        .toList(),
                windows(window),
                facts.reports().stream()
                        .sorted(Comparator.comparing(SlaReport::type))
                        .map(report -> row(report, window, facts, format))
                        .toList(),
                !control.alerts().isEmpty(),
                firing.stream().limit(SHOWN_ALERTS).toList(),
                ChangeView.latest(control.audit(), SHOWN_CHANGES, format),
                BoardAttention.executor(facts, format),
                BoardAttention.points(facts, format),
                null);
    }

    /** With when the loop was last proven. @param proof null where nobody knows */
    BoardView withProof(@Nullable ProofView proof, Format format) {
        List<Point> points = new ArrayList<>(attention);
        if (proof != null) {
            points.addAll(proof.points(format));
        }
        BoardAttention.sort(points);
        return new BoardView(banners, hops, windows, rows, heard, firing, changes, executor, points, proof);
    }

    static List<Banner> banners(Degradation degradation, Format format) {
        return degradation.scopes().stream()
                .filter(Frame::isInForce)
                .sorted(Comparator.comparing(ScopeStatus::tier).reversed())
                .map(status -> banner(status, format))
                .toList();
    }

    private static Banner banner(ScopeStatus status, Format format) {
        Instant until = status.until();
        return new Banner(
                Badge.of(status.tier()),
                status.scope().toString(),
                kind(status.scope()),
                type(status.scope()),
                status.state().name(),
                EngineWords.of(status, format),
                format.since(status.since()),
                until == null || until.isBefore(format.now()) ? null : format.moment(until),
                status.intensity() < 1 ? format.wholePercent(status.intensity()) : null,
                status.alert(),
                status.by());
    }

    static String kind(Scope scope) {
        return switch (scope) {
            case Scope.Service ignored -> "service";
            case Scope.Core ignored -> "core";
            case Scope.Site ignored -> "site";
        };
    }

    static String type(Scope scope) {
        return scope instanceof Scope.Service service ? service.type() : "";
    }

    /* The rule and the tier are the two hops where something can be wrong that is not the loop's fault. */
    private static boolean isBusy(LoopHop hop, List<AlertView> firing, Degradation degradation) {
        return switch (hop.hop()) {
            case RULE -> firing.stream().anyMatch(alert -> alert.drives() != null);
            case TIER -> Frame.worst(degradation).isPresent();
            case TASKS, SCRAPE, ALERTMANAGER, EFFECT -> false;
        };
    }

    private static HopView hop(LoopHop hop, boolean busy, boolean heard, Format format) {
        Duration latency = hop.latency();
        Instant at = hop.at();
        return new HopView(
                hop.hop().name(),
                latency == null ? null : format.latency(latency),
                at == null ? null : format.since(at),
                busy || isLate(hop, format.now()) ? "hot" : latency == null ? "idle" : "",
                href(hop),
                hint(hop, busy, heard));
    }

    /* After a restart a tier may be in force, and alerts known, that this node never timed. */
    private static String hint(LoopHop hop, boolean busy, boolean heard) {
        boolean known = hop.hop() == LoopHop.Hop.ALERTMANAGER ? heard : hop.hop() == LoopHop.Hop.TIER && busy;
        return known ? "heard" : "unseen";
    }

    private static String href(LoopHop hop) {
        boolean seen = hop.latency() != null;
        return switch (hop.hop()) {
            case TASKS -> "/tasks";
            case SCRAPE -> seen ? "/nodes" : "/nodes#connect";
            case RULE -> seen ? "/alerts" : "/nodes#connect";
            case ALERTMANAGER -> seen ? "/alerts" : "/alerts#connect";
            case TIER, EFFECT -> "/degradation";
        };
    }

    /** Whether Prometheus stopped reading. The other hops only happen when something is wrong: they are never late. */
    static boolean isLate(LoopHop hop, Instant now) {
        Instant at = hop.at();
        return hop.hop() == LoopHop.Hop.SCRAPE
                && at != null
                && at.plus(SCRAPE_IS_LATE).isBefore(now);
    }

    private static List<WindowLink> windows(Window current) {
        return Arrays.stream(Window.values())
                .map(each -> new WindowLink(each.label(), "/?window=" + each.label(), each == current))
                .toList();
    }

    private static Row row(SlaReport report, Window window, BoardFacts facts, Format format) {
        SlaReport.Stats stats = SlaCells.of(report, window);
        SlaCells cells = new SlaCells(format, report.objective(), stats);
        Backlog backlog = facts.executor().backlog().get(report.type());
        return new Row(
                report.type(),
                ObjectiveView.of(report.objective(), format),
                Badge.of(facts.tierOf().apply(report.type())),
                format.count(stats.total()),
                cells.isQuiet(),
                Sparkline.path(Sparkline.calmed(report.trend(), 3), 84, 22),
                cells.qps(),
                cells.failed(),
                cells.shed(),
                cells.p50(),
                cells.p95(),
                cells.p99(),
                cells.attainment(),
                cells.budget(),
                cells.bar(),
                cells.burn(),
                backlog == null || BoardAttention.queued(backlog) == 0
                        ? new Cell(Format.NONE, "dim", false)
                        : Cell.of(format.latency(backlog.oldest())));
    }
}
