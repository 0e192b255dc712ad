package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.ConcurrencyShares;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.Sli;
import io.spillway.server.degrade.TierActions;
import io.spillway.server.degrade.TierPolicy;
import io.spillway.server.effect.Engagement;
import io.spillway.server.effect.Verdict;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.SeenNode;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.policy.PolicyStatus;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.PoolConfig;
import io.spillway.server.pool.PoolSignals;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.SlaReport.Quantile;
import io.spillway.server.sla.SlaReport.Stats;
import io.spillway.server.sla.Window;
import io.spillway.server.sli.Reading;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore.Backlog;
import io.spillway.server.telemetry.LoopHop;
import io.spillway.server.telemetry.LoopHop.Hop;
import io.spillway.server.waiting.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An afternoon of incidents, to fill pages with. Hostile where the real thing may be. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-23T06:21:07Z");
    static final String HOSTILE =
            "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> ${7*7} [[${7*7}]] __${7*7}__";

    private Samples() {}

    /** One for each verdict, and one that goes on. */
    static List<Engagement> engagements() {
        List<Engagement> all = new ArrayList<>();
        all.add(engagement(new Scope.Core(), null));
        for (Verdict verdict : Verdict.values()) {
            all.add(engagement(new Scope.Service("stock-deduct"), verdict));
        }
        return all;
    }

    static Engagement engagement(Scope scope, @Nullable Verdict verdict) {
        Sli before = new Sli(1_000, 213, Duration.ofMinutes(1), Duration.ZERO);
        return new Engagement(
                scope + "@" + (verdict == null ? "OPEN" : verdict),
                scope,
                Tier.L2,
                new Engagement.Origin("c0ffee0000000001", verdict == Verdict.UNKNOWN ? "op@team" : null, false),
                NOW.minusSeconds(900),
                verdict == null ? null : NOW.minusSeconds(60),
                new Engagement.Numbers(before, null, verdict == null ? null : Sli.of(scope, Reading.QUIET, Set.of())),
                new Engagement.Cost(Map.of(), verdict == null ? Map.of() : Map.of(Criticality.SHEDDABLE, 12_345L)),
                verdict);
    }

    static Degradation degraded() {
        return new Degradation(
                4711,
                List.of(
                        new ScopeStatus(
                                new Scope.Core(),
                                Tier.L2,
                                ScopeStatus.State.ENGAGED,
                                1,
                                NOW.minusSeconds(192),
                                NOW.plusSeconds(300),
                                "error rate 12.4 % (over 10 %)",
                                "c0ffee0000000001",
                                null),
                        new ScopeStatus(
                                new Scope.Service("http-request"),
                                Tier.L1,
                                ScopeStatus.State.RECOVERING,
                                0.5,
                                NOW.minusSeconds(4000),
                                null,
                                "CPU over 95 % for 5 min",
                                "c0ffee0000000002",
                                null),
                        new ScopeStatus(
                                new Scope.Site(),
                                Tier.NONE,
                                ScopeStatus.State.NORMAL,
                                0,
                                NOW.minusSeconds(200_000),
                                null,
                                null,
                                null,
                                null)));
    }

    static Degradation normal() {
        return new Degradation(
                1,
                List.of(
                        new ScopeStatus(
                                new Scope.Core(), Tier.NONE, ScopeStatus.State.NORMAL, 0, NOW, null, null, null, null),
                        new ScopeStatus(
                                new Scope.Site(),
                                Tier.NONE,
                                ScopeStatus.State.NORMAL,
                                0,
                                NOW,
                                null,
                                null,
                                null,
                                null)));
    }

    static List<Alert> alerts() {
        return List.of(
                alert("c0ffee0000000001", "SpillwayCoreErrorRateHigh", "critical", "core", "", null),
                alert("c0ffee0000000002", "SpillwayServiceCpuHigh", "warning", "service", "http-request", null),
                alert("c0ffee0000000003", "SpillwayDeadLetters", "info", "", HOSTILE, null),
                alert("c0ffee0000000004", "SpillwaySiteErrorRateHigh", "critical", "site", "", NOW.minusSeconds(900)),
                new Alert(
                        "c0ffee0000000005",
                        Alert.Status.FIRING,
                        Map.of("alertname", "SpillwayWatchdog", "severity", "none"),
                        Map.of(),
                        NOW.minusSeconds(90_000),
                        null,
                        NOW.minusSeconds(8),
                        null));
    }

    private static Alert alert(
            String fingerprint, String name, String severity, String scope, String service, @Nullable Instant end) {
        return new Alert(
                fingerprint,
                end == null ? Alert.Status.FIRING : Alert.Status.RESOLVED,
                Map.of(
                        "alertname", name,
                        "severity", severity,
                        "scope", scope,
                        "service", service,
                        "purpose", scope.isEmpty() ? "people" : "control"),
                Map.of(
                        "summary", "More than 10 % of the core path’s tasks fail.",
                        "description", "12.4 % of the tasks of coupon-redeem failed in the last minute.",
                        "runbook_url", "https://runbooks.example/" + name),
                NOW.minusSeconds(1200),
                end,
                NOW.minusSeconds(3),
                "http://prometheus.example:9090/graph?g0.expr=up");
    }

    static Optional<AlertView.Asked> asked(Alert alert) {
        return switch (alert.label("scope")) {
            case "core" -> Optional.of(new AlertView.Asked(Tier.L2, new Scope.Core()));
            case "site" -> Optional.of(new AlertView.Asked(Tier.L3, new Scope.Site()));
            case "service" -> Optional.of(new AlertView.Asked(Tier.L1, new Scope.Service(alert.label("service"))));
            default -> Optional.empty();
        };
    }

    static List<SlaReport> reports() {
        return List.of(
                report(
                        "coupon-redeem",
                        new Objective(0.999, 0.95, Duration.ofMillis(160)),
                        stats(243_600, 30_206, 0, 812, 38, 410, 1280, 1)),
                report(
                        "http-request",
                        new Objective(0.995, 0.95, Duration.ofMillis(320)),
                        stats(60_300, 186, 2_512, 201, 92, 240, 601, 2)),
                report(
                        "newsletter-render",
                        new Objective(0.99, 0.9, Duration.ofMillis(1280)),
                        new Stats(0, 0, 58_500, 0, null, null, null, null, null, null, null, null, null)),
                report("probe-noop", new Objective(0.99, 0.9, Duration.ofMillis(40)), stats(7, 1, 0, 0.02, 1, 2, 2, 0)),
                report(
                        "stock-deduct",
                        new Objective(0.9995, 0.99, Duration.ofMillis(80)),
                        stats(361_200, 36, 0, 1204, 6, 14, 31, 3)));
    }

    private static SlaReport report(String type, Objective objective, Stats stats) {
        Double rate = stats.failureRate();
        Double left = rate == null ? null : Double.valueOf(1 - rate / (1 - objective.success()));
        Stats complete = new Stats(
                stats.total(),
                stats.failed(),
                stats.shed(),
                stats.qps(),
                rate,
                stats.p50(),
                stats.p95(),
                stats.p99(),
                stats.overflow(),
                rate == null ? null : Double.valueOf(1 - rate),
                rate == null ? null : Double.valueOf(0.9712),
                left,
                rate == null ? null : Double.valueOf(rate / (1 - objective.success())));
        return new SlaReport(
                type,
                objective,
                Map.of(Window.ONE_MINUTE, complete, Window.FIVE_MINUTES, complete, Window.ONE_HOUR, complete),
                trend(stats.qps()));
    }

    private static double[] trend(double qps) {
        double[] trend = new double[60];
        for (int i = 0; i < trend.length; i++) {
            trend[i] = qps * (0.8 + 0.15 * Math.sin(i / 4.0) + 0.05 * Math.sin(i * 2.1));
        }
        return trend;
    }

    private static Stats stats(
            long total, long failed, long shed, double qps, long p50, long p95, long p99, double overflowPermille) {
        return new Stats(
                total,
                failed,
                shed,
                qps,
                (double) failed / total,
                new Quantile(Duration.ofMillis(p50), false),
                new Quantile(Duration.ofMillis(p95), false),
                new Quantile(Duration.ofMillis(p99), p99 >= 1280),
                overflowPermille / 1000,
                null,
                null,
                null,
                null);
    }

    /** All that can keep a task from running. */
    static List<Reason> reasons() {
        Instant soon = NOW.plusSeconds(43);
        TaskId holder = new TaskId("coupon-redeem.3.01KAQRS7N4V0X9Z2M6B8C4D9EF");
        return List.of(
                new Reason.StorageFails("Redis did not run work for coupon-redeem: " + HOSTILE),
                new Reason.Delayed(soon, Duration.ofSeconds(43)),
                new Reason.RetryDue(3, soon, Duration.ofMillis(280)),
                new Reason.Parked(HOSTILE, 3, List.of(holder)),
                new Reason.NoHandler("coupon-redeem", Reason.NoHandler.Lack.DISABLED, "coupon-redeem"),
                new Reason.KeptBack(Tier.L2, new Scope.Core(), soon),
                new Reason.Paused("op@team", HOSTILE, soon),
                new Reason.AtConcurrency(8, 8),
                new Reason.AtRate(0.5),
                new Reason.BreakerOpen(
                        List.of("node-2"), new NodeRecord.WhyBroken("of-a-newer-node", 0, 0, "", 0, 0, HOSTILE), soon),
                new Reason.InQueue(48_211, true, Optional.of(64), Optional.of(Duration.ofSeconds(90))));
    }

    private record Nothing() {}

    /** A type that a person paused, one that a person limited for good, and one that nobody limits. */
    static List<TypeLimits> limits() {
        return List.of(
                limits("paused", ManualLimits.Values.PAUSE, NOW.plusSeconds(2400)),
                limits(
                        "limited",
                        new ManualLimits.Values(Optional.of(8), Optional.of(0.5), Optional.of(Integer.MAX_VALUE)),
                        null),
                limits("free", null, null));
    }

    private static TypeLimits limits(String type, ManualLimits.@Nullable Values values, @Nullable Instant until) {
        Optional<ManualLimits> manual = Optional.ofNullable(values)
                .map(each -> new ManualLimits(each, "op@team", HOSTILE, NOW.minusSeconds(1200), until));
        Optional<TaskType<?>> handled = Optional.of(TaskType.of(type, Nothing.class)
                .withLimits(
                        values == null ? Limits.NONE : Limits.NONE.withPerKey(1).withPerNode(4)));
        TypeUse use = values == null
                ? TypeUse.NOTHING
                : new TypeUse(
                        manual,
                        8,
                        41.3,
                        1_211,
                        List.of(new TypeUse.BusyKey(HOSTILE, 1, 1_200), new TypeUse.BusyKey("acct-1", 1, 11)));
        return new TypeLimits(type, true, EffectiveLimits.of(type, handled, LimitsConfig.NONE, manual), use);
    }

    static List<LoopHop> hops() {
        return List.of(
                new LoopHop(Hop.TASKS, Duration.ofMillis(4), NOW.minusMillis(300)),
                new LoopHop(Hop.SCRAPE, Duration.ofMillis(15_002), NOW.minusSeconds(9)),
                new LoopHop(Hop.RULE, Duration.ofMillis(1_640), NOW.minusSeconds(200)),
                new LoopHop(Hop.ALERTMANAGER, Duration.ofMillis(310), NOW.minusSeconds(195)),
                new LoopHop(Hop.TIER, Duration.ofMillis(9), NOW.minusSeconds(192)),
                new LoopHop(Hop.EFFECT, null, null));
    }

    static List<PluginStatus> plugins() {
        return List.of(
                plugin("coupon-redeem", PluginStatus.State.ACTIVE, List.of("coupon-redeem"), null),
                plugin("http-request", PluginStatus.State.ACTIVE, List.of("http-request"), null),
                plugin("probe", PluginStatus.State.ACTIVE, List.of("probe-noop", "probe-sleep", "probe-fail"), null),
                plugin("newsletter", PluginStatus.State.DISABLED, List.of("newsletter-render"), null),
                new PluginStatus(
                        "broken-1.0.jar",
                        null,
                        "broken-1.0.jar",
                        null,
                        PluginStatus.State.FAILED,
                        List.of(),
                        NOW.minusSeconds(60),
                        "broken-1.0.jar is no complete zip file: its end is missing. Copy it again."));
    }

    private static PluginStatus plugin(
            String id, PluginStatus.State state, List<String> types, @Nullable String error) {
        return new PluginStatus(
                id,
                "1.2.0",
                id + "-1.2.0.jar",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                state,
                types,
                NOW.minusSeconds(7200),
                error);
    }

    static Map<String, Backlog> backlog() {
        return Map.of(
                "coupon-redeem",
                        new Backlog(
                                Map.of(Criticality.CRITICAL, 18_204L),
                                1_911,
                                0,
                                64,
                                3,
                                0,
                                Duration.ofMillis(2_100),
                                90_000),
                "stock-deduct", new Backlog(Map.of(), 0, 0, 12, 0, 0, Duration.ZERO, 100),
                "newsletter-render",
                        new Backlog(Map.of(Criticality.SHEDDABLE, 12L), 0, 0, 0, 0, 0, Duration.ofSeconds(75), 10));
    }

    static BoardFacts busy() {
        return new BoardFacts(
                reports(),
                type -> switch (type) {
                    case "coupon-redeem", "newsletter-render" -> Tier.L2;
                    case "http-request" -> Tier.L1;
                    default -> Tier.NONE;
                },
                hops(),
                new BoardFacts.Executor(
                        backlog(),
                        new WebFeatures.Workers(12, 64, sizing()),
                        limits(),
                        Map.of(
                                "coupon-redeem",
                                new Strain(true, Duration.ofSeconds(92), Optional.of(Duration.ofMinutes(12))),
                                "stock-deduct",
                                new Strain(false, Duration.ofSeconds(9), Optional.of(Duration.ofSeconds(44)))),
                        SeenBreaker.all(brokenSite())),
                new BoardFacts.Control(degraded(), alerts(), Samples::asked, plugins(), audit(), List.of(), List.of()));
    }

    static AdaptivePool.Status sizing() {
        PoolSignals signals = new PoolSignals(
                12,
                new PoolSignals.Load(
                        412.5,
                        Duration.ofMillis(87),
                        Duration.ofMillis(20),
                        410,
                        new PoolSignals.Waits(Duration.ofMillis(3), false)),
                Optional.empty(),
                new PoolSignals.Machine(0.412, 0.3),
                1);
        List<AdaptivePool.Taken> decisions = new ArrayList<>(List.of(new AdaptivePool.Taken(
                NOW.minusSeconds(4),
                new SizeDecision(128, 64, new SizeDecision.Reason.Idle(12, Duration.ofSeconds(60)), null))));
        List<SizeDecision.Reason> holds = List.of(
                new SizeDecision.Reason.Maximum(),
                new SizeDecision.Reason.Cpu(0.94, 0.9),
                new SizeDecision.Reason.Heap(0.88, 0.85),
                new SizeDecision.Reason.Tier(0.5));
        holds.forEach(reason ->
                decisions.add(new AdaptivePool.Taken(NOW.minusSeconds(90), new SizeDecision(128, 128, reason, null))));
        decisions.add(new AdaptivePool.Taken(
                NOW.minusSeconds(120),
                new SizeDecision(
                        16,
                        128,
                        new SizeDecision.Reason.Rate(6012, 5000),
                        new SizeDecision.Need(6012, Duration.ofMillis(20), 151))));
        decisions.add(new AdaptivePool.Taken(
                NOW.minusSeconds(400),
                new SizeDecision(
                        8, 16, new SizeDecision.Reason.P95(Duration.ofMillis(231), Duration.ofMillis(200)), null)));
        decisions.add(new AdaptivePool.Taken(
                NOW.minusSeconds(5000),
                new SizeDecision(4, 8, new SizeDecision.Reason.Queue(37, Duration.ofMillis(310)), null)));
        return new AdaptivePool.Status(PoolConfig.DEFAULT, Optional.of(signals), decisions);
    }

    /** A pool that was never measured, and keeps its size. */
    static AdaptivePool.Status fixed() {
        return new AdaptivePool.Status(PoolConfig.fixed(64, Duration.ofSeconds(5)), Optional.empty(), List.of());
    }

    static final NodeProblem AWAY = new NodeProblem(NodeProblem.Kind.REDIS_AWAY, "cache:6379", "refused " + HOSTILE);

    static final NodeProblem FULL = new NodeProblem(NodeProblem.Kind.REDIS_FULL, "cache:6379", "93");

    static WebFeatures.Node node(List<NodeProblem> problems, SeenNode... others) {
        return new WebFeatures.Node(
                "node-1",
                "0.1.0",
                NOW.minusSeconds(7000),
                InstantSource.fixed(NOW),
                () -> problems,
                new WebFeatures.Site(
                        () -> seen(problems, List.of(others)), () -> problems.isEmpty() ? storage() : List.of()),
                () -> new WebFeatures.Workers(12, 64, problems.isEmpty() ? sizing() : fixed()));
    }

    /** This node, and others; nothing is known of others while Redis is away. */
    static NodeDirectory.Seen seen(List<NodeProblem> problems, List<SeenNode> others) {
        List<SeenNode> nodes = new ArrayList<>(List.of(seen("node-1", Duration.ZERO, problems)));
        nodes.addAll(others);
        return new NodeDirectory.Seen(nodes, !problems.contains(AWAY));
    }

    static SeenNode seen(String name, Duration silence, List<NodeProblem> problems) {
        return new SeenNode(
                new NodeRecord(
                        new NodeRecord.Identity(name, "0.1", "10.0.0.4:8080", "host-of-" + name, 4711),
                        NOW.minusSeconds(7000),
                        new NodeRecord.Workers(12, 64),
                        List.of("coupon-redeem", "stock-deduct"),
                        problems.stream()
                                .map(problem -> new NodeRecord.ReportedProblem(
                                        problem.kind().label(),
                                        problem.kind().severity().label(),
                                        problem.subject(),
                                        problem.detail(),
                                        ProblemTexts.english(problem)))
                                .toList()),
                NOW.minus(silence),
                silence);
    }

    /** Two nodes, of which one has broken off a type, and probes another. */
    static NodeDirectory.Seen brokenSite() {
        NodeRecord healthy = seen("node-2", Duration.ZERO, List.of()).record();
        NodeRecord broken = new NodeRecord(
                healthy.identity(),
                healthy.startedAt(),
                healthy.workers(),
                healthy.types(),
                healthy.problems(),
                List.of(
                        new NodeRecord.ReportedBreaker(
                                "stock-deduct",
                                "open",
                                new NodeRecord.WhyBroken("tripped", 2310, 19, "THIRD_PARTY", 14, 60, "in English"),
                                NOW.plusSeconds(5)),
                        new NodeRecord.ReportedBreaker(
                                "coupon-redeem",
                                "half_open",
                                new NodeRecord.WhyBroken("of-a-newer-node", 0, 0, "", 0, 0, "because " + HOSTILE),
                                null)));
        return new NodeDirectory.Seen(
                List.of(seen("node-1", Duration.ZERO, List.of()), new SeenNode(broken, NOW, Duration.ZERO)), true);
    }

    static List<StorageStatus> storage() {
        return List.of(new StorageStatus(
                "cache:6379",
                "7.0.15",
                "everysec",
                1,
                new StorageStatus.MemoryUse(812L << 20, 4L << 30, "noeviction"),
                Duration.ofMillis(-140)));
    }

    static BoardFacts fresh() {
        List<LoopHop> unseen = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            unseen.add(new LoopHop(hop, null, null));
        }
        return new BoardFacts(
                List.of(),
                type -> Tier.NONE,
                unseen,
                new BoardFacts.Executor(
                        Map.of(), new WebFeatures.Workers(0, 64, fixed()), List.of(), Map.of(), Map.of()),
                new BoardFacts.Control(
                        normal(), List.of(), alert -> Optional.empty(), List.of(), List.of(), List.of(), List.of()));
    }

    static Task task(TaskState state) {
        boolean begun = state != TaskState.PENDING;
        return new Task(
                new TaskId("coupon-redeem.3.01KAQRS7N4" + "V0X9Z2M6B8C4D" + state.ordinal() + "EF"),
                state,
                new Task.Spec(
                        "coupon-redeem",
                        "{\"orderId\":\"A-20261123-0001\",\"couponId\":\"" + "C-77\",\"userId\":42}",
                        Criticality.CRITICAL,
                        3,
                        "A-20261123-0001+C-77",
                        null,
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                begun ? new Task.Claim(2, 17, "node-a", Tier.L2) : Task.Claim.NONE,
                new Task.Times(
                        NOW.minusSeconds(42),
                        NOW.plusSeconds(18),
                        begun ? null : NOW.plusSeconds(2),
                        begun ? NOW.minusMillis(1_380) : null,
                        begun ? NOW.minusMillis(1_380) : null,
                        state.isTerminal() ? NOW.minusMillis(970) : null),
                state == TaskState.FAILED
                        ? new Task.Failure(Cause.THIRD_PARTY, "HTTP 502 from the gateway " + HOSTILE)
                        : null,
                state == TaskState.SUCCEEDED ? "{\"redeemed\":true,\"balance\":3}" : null,
                false);
    }

    static List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (TaskState state : TaskState.values()) {
            tasks.add(task(state));
        }
        return tasks;
    }

    static List<AuditEntry> audit() {
        String hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        return List.of(
                new AuditEntry(
                        3,
                        NOW.minusSeconds(30),
                        "op@team",
                        "task.retry",
                        "coupon-redeem.3.01KAQRS7N4V0X9Z2M6B8C4D3EF",
                        "failed → pending",
                        "",
                        hash,
                        hash),
                new AuditEntry(
                        2,
                        NOW.minusSeconds(192),
                        "alert:c0ffee0000000001",
                        "degradation.engage",
                        "core",
                        "NONE → L2 ENGAGED 100 %",
                        "error rate 12.4 % (over 10 %)",
                        hash,
                        hash),
                new AuditEntry(
                        1,
                        NOW.minusSeconds(90_000),
                        "op@team",
                        "degradation.release",
                        "service:http-request",
                        "L1 (MANUAL_HOLD) → released",
                        HOSTILE,
                        hash,
                        hash));
    }

    /** A policy that does everything that a tier can do. @param problems of a newer file */
    static WebFeatures.Policy policy(List<String> problems) {
        DegradeConfig defaults = DegradeConfig.defaults();
        TierPolicy l2 = defaults.policy(Tier.L2);
        TierActions all = l2.actions()
                .withConcurrency(new ConcurrencyShares(0.5, Map.of("http-request", 0.25)))
                .withRetries(new RetryCut(2, 3))
                .withFallback(false)
                .withPauses(Set.of("envoy-listener-audit"))
                .withSlow(Duration.ofMillis(250));
        TierPolicy l3 = defaults.policy(Tier.L3).withActions(all.withRetries(RetryCut.NONE));
        DegradeConfig config = defaults.withPolicy(Tier.L2, l2.withActions(all))
                .withPolicy(Tier.L3, l3.withObserve(true))
                .withOverrides(Map.of(
                        new Scope.Core(),
                        Map.of(Tier.L1, defaults.policy(Tier.L1).withSheds(Set.of()))));
        PolicyStatus status = new PolicyStatus(
                problems.isEmpty() ? null : Path.of("/etc", HOSTILE.replace('/', '_')),
                "0123456789ab",
                Fakes.NOW,
                problems.isEmpty() ? Optional.empty() : Optional.of(new PolicyStatus.Refused(Fakes.NOW, problems)));
        return new WebFeatures.Policy(() -> config, () -> status);
    }
}
