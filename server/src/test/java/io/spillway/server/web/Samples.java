package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.PoolConfig;
import io.spillway.server.pool.PoolSignals;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.telemetry.LoopHop;
import io.spillway.server.telemetry.LoopHop.Hop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An afternoon of incidents, to fill pages with. Hostile where the real thing may be. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-23T06:21:07Z");
    static final String HOSTILE =
            "<script>SampleTiers.alert(1)</script>\"'><img src=x onerror=SampleTiers.alert(1)> ${7*7} [[${7*7}]] __${7*7}__";

    private Samples() {}

    static List<LoopHop> hops() {
        return List.of(
                new LoopHop(Hop.TASKS, Duration.ofMillis(4), NOW.minusMillis(300)),
                new LoopHop(Hop.SCRAPE, Duration.ofMillis(15_002), NOW.minusSeconds(9)),
                new LoopHop(Hop.RULE, Duration.ofMillis(1_640), NOW.minusSeconds(200)),
                new LoopHop(Hop.ALERTMANAGER, Duration.ofMillis(310), NOW.minusSeconds(195)),
                new LoopHop(Hop.TIER, Duration.ofMillis(9), NOW.minusSeconds(192)),
                new LoopHop(Hop.EFFECT, null, null));
    }

    static BoardFacts busy() {
        return new BoardFacts(
                SampleTypes.reports(),
                type -> switch (type) {
                    case "coupon-redeem", "newsletter-render" -> Tier.L2;
                    case "http-request" -> Tier.L1;
                    default -> Tier.NONE;
                },
                hops(),
                new BoardFacts.Executor(
                        SampleTypes.backlog(),
                        new WebFeatures.Workers(12, 64, sizing()),
                        SampleTypes.limits(),
                        Map.of(
                                "coupon-redeem",
                                new Strain(true, Duration.ofSeconds(92), Optional.of(Duration.ofMinutes(12))),
                                "stock-deduct",
                                new Strain(false, Duration.ofSeconds(9), Optional.of(Duration.ofSeconds(44)))),
                        SeenBreaker.all(SampleNodes.brokenSite())),
                new BoardFacts.Control(
                        SampleTiers.degraded(),
                        SampleTiers.alerts(),
                        SampleTiers::asked,
                        SampleTypes.plugins(),
                        audit(),
                        List.of(),
                        List.of()));
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
                        SampleTiers.normal(),
                        List.of(),
                        alert -> Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
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
}
