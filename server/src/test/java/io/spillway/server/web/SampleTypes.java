package io.spillway.server.web;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.SlaReport.Quantile;
import io.spillway.server.sla.SlaReport.Stats;
import io.spillway.server.sla.Window;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore.Backlog;
import io.spillway.server.waiting.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Task types: how they stand, what keeps their tasks, their plugins and their queues. */
final class SampleTypes {

    private SampleTypes() {}

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
        Instant soon = Samples.NOW.plusSeconds(43);
        TaskId holder = new TaskId("coupon-redeem.3.01KAQRS7N4V0X9Z2M6B8C4D9EF");
        return List.of(
                new Reason.StorageFails("Redis did not run work for coupon-redeem: " + Samples.HOSTILE),
                new Reason.Delayed(soon, Duration.ofSeconds(43)),
                new Reason.RetryDue(3, soon, Duration.ofMillis(280)),
                new Reason.Parked(Samples.HOSTILE, 3, List.of(holder)),
                new Reason.NoHandler("coupon-redeem", Reason.NoHandler.Lack.DISABLED, "coupon-redeem"),
                new Reason.KeptBack(Tier.L2, new Scope.Core(), soon),
                new Reason.Paused("op@team", Samples.HOSTILE, soon),
                new Reason.AtConcurrency(8, 8),
                new Reason.AtRate(0.5),
                new Reason.BreakerOpen(
                        List.of("node-2"),
                        new NodeRecord.WhyBroken("of-a-newer-node", 0, 0, "", 0, 0, Samples.HOSTILE),
                        soon),
                new Reason.InQueue(48_211, true, Optional.of(64), Optional.of(Duration.ofSeconds(90))));
    }

    private record Nothing() {}

    /** A type that a person paused, one that a person limited for good, and one that nobody limits. */
    static List<TypeLimits> limits() {
        return List.of(
                limits("paused", ManualLimits.Values.PAUSE, Samples.NOW.plusSeconds(2400)),
                limits(
                        "limited",
                        new ManualLimits.Values(Optional.of(8), Optional.of(0.5), Optional.of(Integer.MAX_VALUE)),
                        null),
                limits("free", null, null));
    }

    private static TypeLimits limits(String type, ManualLimits.@Nullable Values values, @Nullable Instant until) {
        Optional<ManualLimits> manual = Optional.ofNullable(values)
                .map(each -> new ManualLimits(each, "op@team", Samples.HOSTILE, Samples.NOW.minusSeconds(1200), until));
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
                        List.of(new TypeUse.BusyKey(Samples.HOSTILE, 1, 1_200), new TypeUse.BusyKey("acct-1", 1, 11)));
        return new TypeLimits(type, true, EffectiveLimits.of(type, handled, LimitsConfig.NONE, manual), use);
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
                        Samples.NOW.minusSeconds(60),
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
                Samples.NOW.minusSeconds(7200),
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
}
