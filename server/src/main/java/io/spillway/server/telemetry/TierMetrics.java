package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The series of the tiers in force. */
public final class TierMetrics {

    private final Gauge tier;
    private final Gauge intensity;
    private final Counter transitions;
    private final Set<Scope> known = ConcurrentHashMap.newKeySet();

    TierMetrics(CollectorRegistry registry) {
        tier = Gauge.build("spillway_degradation_tier", "The tier in force: 0 for none, 1 to 3 for L1 to L3.")
                .labelNames("scope")
                .register(registry);
        intensity = Gauge.build(
                        "spillway_degradation_intensity",
                        "How much of the tier is applied: 0 for nothing, 1 for all of it.")
                .labelNames("scope")
                .register(registry);
        transitions = Counter.build("spillway_degradation_transitions_total", "Changes of what is in force, by cause.")
                .labelNames("scope", "from", "to", "cause")
                .withoutExemplars()
                .register(registry);
        register(new Scope.Core());
        register(new Scope.Site());
    }

    /** Makes the scope's series, at zero. */
    void register(Scope scope) {
        if (known.add(scope)) {
            inForce(scope, Tier.NONE, 0);
        }
    }

    public void inForce(Scope scope, Tier tier, double intensity) {
        known.add(scope);
        this.tier.labels(scope.toString()).set(tier.ordinal());
        this.intensity.labels(scope.toString()).set(tier == Tier.NONE ? 0 : intensity);
    }

    /** Shows all that is in force: a scope that is not among it goes back to none. A dry run and a wish are not in force. */
    public void inForce(Degradation degradation) {
        Set<Scope> others = ConcurrentHashMap.newKeySet();
        others.addAll(known);
        for (ScopeStatus status : degradation.scopes()) {
            others.remove(status.scope());
            boolean applies = switch (status.state()) {
                case ENGAGED, RECOVERING, MANUAL_HOLD, FROZEN, LATCHED -> true;
                case NORMAL, PENDING, OBSERVE -> false;
            };
            inForce(status.scope(), applies ? status.tier() : Tier.NONE, status.intensity());
        }
        others.forEach(scope -> inForce(scope, Tier.NONE, 0));
    }

    /**
     * Counts one change, from tier to tier or from state to state.
     *
     * @param cause one word of a closed set, such as {@code alert} or {@code operator}
     */
    public void transition(Scope scope, Enum<?> from, Enum<?> to, String cause) {
        transitions.labels(scope.toString(), from.name(), to.name(), cause).inc();
    }
}
