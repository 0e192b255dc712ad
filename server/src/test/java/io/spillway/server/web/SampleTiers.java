package io.spillway.server.web;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
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
import io.spillway.server.policy.PolicyStatus;
import io.spillway.server.sli.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tiers, the alerts that ask for them, what came of them, and the policy. */
final class SampleTiers {

    private SampleTiers() {}

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
                Samples.NOW.minusSeconds(900),
                verdict == null ? null : Samples.NOW.minusSeconds(60),
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
                                Samples.NOW.minusSeconds(192),
                                Samples.NOW.plusSeconds(300),
                                "error rate 12.4 % (over 10 %)",
                                "c0ffee0000000001",
                                null),
                        new ScopeStatus(
                                new Scope.Service("http-request"),
                                Tier.L1,
                                ScopeStatus.State.RECOVERING,
                                0.5,
                                Samples.NOW.minusSeconds(4000),
                                null,
                                "CPU over 95 % for 5 min",
                                "c0ffee0000000002",
                                null),
                        new ScopeStatus(
                                new Scope.Site(),
                                Tier.NONE,
                                ScopeStatus.State.NORMAL,
                                0,
                                Samples.NOW.minusSeconds(200_000),
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
                                new Scope.Core(),
                                Tier.NONE,
                                ScopeStatus.State.NORMAL,
                                0,
                                Samples.NOW,
                                null,
                                null,
                                null,
                                null),
                        new ScopeStatus(
                                new Scope.Site(),
                                Tier.NONE,
                                ScopeStatus.State.NORMAL,
                                0,
                                Samples.NOW,
                                null,
                                null,
                                null,
                                null)));
    }

    static List<Alert> alerts() {
        return List.of(
                alert("c0ffee0000000001", "SpillwayCoreErrorRateHigh", "critical", "core", "", null),
                alert("c0ffee0000000002", "SpillwayServiceCpuHigh", "warning", "service", "http-request", null),
                alert("c0ffee0000000003", "SpillwayDeadLetters", "info", "", Samples.HOSTILE, null),
                alert(
                        "c0ffee0000000004",
                        "SpillwaySiteErrorRateHigh",
                        "critical",
                        "site",
                        "",
                        Samples.NOW.minusSeconds(900)),
                new Alert(
                        "c0ffee0000000005",
                        Alert.Status.FIRING,
                        Map.of("alertname", "SpillwayWatchdog", "severity", "none"),
                        Map.of(),
                        Samples.NOW.minusSeconds(90_000),
                        null,
                        Samples.NOW.minusSeconds(8),
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
                Samples.NOW.minusSeconds(1200),
                end,
                Samples.NOW.minusSeconds(3),
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
                problems.isEmpty() ? null : Path.of("/etc", Samples.HOSTILE.replace('/', '_')),
                "0123456789ab",
                Fakes.NOW,
                problems.isEmpty() ? Optional.empty() : Optional.of(new PolicyStatus.Refused(Fakes.NOW, problems)));
        return new WebFeatures.Policy(() -> config, () -> status);
    }
}
