package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The series of the tiers in force. */
public final class TierMetrics {

    private static final List<String> VERDICTS = List.of("effective", "none", "harmful");

    private final Gauge tier;
    private final Gauge intensity;
    private final Gauge state;
    private final Gauge ineffective;
    private final Counter transitions;
    private final Counter sheds;
    private final Counter effects;
    private final Set<Scope> known = ConcurrentHashMap.newKeySet();
    private Map<Scope, ScopeStatus> shown = Map.of();

    TierMetrics(CollectorRegistry registry) {
        tier = Gauge.build("spillway_degradation_tier", "The tier in force: 0 for none, 1 to 3 for L1 to L3.")
                .labelNames("scope")
                .register(registry);
        intensity = Gauge.build(
                        "spillway_degradation_intensity",
                        "How much of the tier is applied: 0 for nothing, 1 for all of it.")
                .labelNames("scope")
                .register(registry);
        state = Gauge.build("spillway_degradation_state", "1 for the state that the scope is in, 0 for others.")
                .labelNames("scope", "state")
                .register(registry);
        ineffective = Gauge.build(
                        "spillway_degradation_ineffective",
                        "Engagements in a row that did not make the scope's numbers better.")
                .labelNames("scope")
                .register(registry);
        transitions = Counter.build("spillway_degradation_transitions_total", "Changes of what is in force, by cause.")
                .labelNames("scope", "from", "to", "cause")
                .withoutExemplars()
                .register(registry);
        sheds = Counter.build("spillway_degradation_shed_total", "Tasks that a tier of the scope refused on this node.")
                .labelNames("scope", "tier", "criticality")
                .withoutExemplars()
                .register(registry);
        effects = Counter.build(
                        "spillway_degradation_effect_total",
                        "Engagements that ended, by what they did to the scope's numbers.")
                .labelNames("scope", "tier", "verdict")
                .withoutExemplars()
                .register(registry);
        for (Scope scope : List.of(new Scope.Core(), new Scope.Site())) {
            register(scope);
            for (Tier each : List.of(Tier.L1, Tier.L2, Tier.L3)) {
                VERDICTS.forEach(verdict -> effects.labels(scope.toString(), each.name(), verdict));
                for (Criticality criticality : Criticality.values()) {
                    sheds.labels(scope.toString(), each.name(), label(criticality));
                }
            }
        }
    }

    /** Makes the scope's series, at zero. */
    void register(Scope scope) {
        if (known.add(scope)) {
            inForce(scope, Tier.NONE, 0);
            in(scope, ScopeStatus.State.NORMAL);
            ineffective.labels(scope.toString()).set(0);
        }
    }

    private void inForce(Scope scope, Tier tier, double intensity) {
        known.add(scope);
        this.tier.labels(scope.toString()).set(tier.ordinal());
        this.intensity.labels(scope.toString()).set(tier == Tier.NONE ? 0 : intensity);
    }

    /** Shows all that is in force: a scope that is not among it goes back to none. A dry run and a wish are not in force. */
    public synchronized void inForce(Degradation degradation) {
        Map<Scope, ScopeStatus> before = shown;
        Map<Scope, ScopeStatus> present = new HashMap<>();
        for (ScopeStatus status : degradation.scopes()) {
            present.put(status.scope(), status);
            if (!status.equals(before.get(status.scope()))) {
                inForce(status.scope(), status.isInForce() ? status.tier() : Tier.NONE, status.intensity());
                in(status.scope(), status.state());
            }
        }
        for (Scope scope : before.keySet()) {
            if (!present.containsKey(scope)) {
                inForce(scope, Tier.NONE, 0);
                in(scope, ScopeStatus.State.NORMAL);
            }
        }
        shown = present;
    }

    private void in(Scope scope, ScopeStatus.State present) {
        for (ScopeStatus.State each : ScopeStatus.State.values()) {
            state.labels(scope.toString(), label(each)).set(each == present ? 1 : 0);
        }
    }

    /** Counts a task that was refused. */
    public void shed(Scope scope, Tier tier, Criticality criticality) {
        sheds.labels(scope.toString(), tier.name(), label(criticality)).inc();
    }

    /** Counts an engagement that ended. @param verdict {@code effective}, {@code none} or {@code harmful} */
    public void judged(Scope scope, Tier tier, String verdict) {
        effects.labels(scope.toString(), tier.name(), verdict).inc();
    }

    /** @param streaks how many engagements in a row had no effect; a scope that is not in it has none */
    public void ineffective(Map<Scope, Integer> streaks) {
        streaks.keySet().forEach(this::register);
        known.forEach(scope -> ineffective.labels(scope.toString()).set(streaks.getOrDefault(scope, 0)));
    }

    /**
     * Counts one change, from tier to tier or from state to state.
     *
     * @param cause one word of a closed set, such as {@code alert} or {@code operator}
     */
    public void transition(Scope scope, Enum<?> from, Enum<?> to, String cause) {
        transitions.labels(scope.toString(), from.name(), to.name(), cause).inc();
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
