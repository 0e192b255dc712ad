package io.spillway.server.effect;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.Sli;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of time in which a tier was in force for a scope, from nothing to nothing.
 *
 * @param tier the most severe one that was in force in it
 * @param ended null while it goes on
 * @param verdict null while it goes on
 */
public record Engagement(
        String id,
        Scope scope,
        Tier tier,
        Origin origin,
        Instant begun,
        @Nullable Instant ended,
        Numbers numbers,
        Cost cost,
        @Nullable Verdict verdict) {

    /**
     * What brought it.
     *
     * @param alert the fingerprint of the first alert that drove it
     * @param by who switched it by hand
     * @param person whether a person decided in it: switched it, or released what was latched
     */
    public record Origin(@Nullable String alert, @Nullable String by, boolean person) {}

    /**
     * How the scope fared; null where nobody knew.
     *
     * @param before in the last minute before it
     * @param settled when the tier's clear time was over for the first time
     * @param after when it ended
     */
    public record Numbers(
            @Nullable Sli before,
            @Nullable Sli settled,
            @Nullable Sli after) {}

    /**
     * What was shed.
     *
     * @param base what the cluster had shed for the scope before it began
     * @param shed since then
     */
    public record Cost(Map<Criticality, Long> base, Map<Criticality, Long> shed) {
        public Cost {
            base = Map.copyOf(base);
            shed = Map.copyOf(shed);
        }
    }

    boolean isOf(Scope other) {
        return scope.equals(other);
    }

    Engagement with(Tier tier, Origin origin) {
        return new Engagement(id, scope, tier, origin, begun, ended, numbers, cost, verdict);
    }

    Engagement settled(@Nullable Sli sli) {
        Numbers known = new Numbers(numbers.before(), sli, numbers.after());
        return new Engagement(id, scope, tier, origin, begun, ended, known, cost, verdict);
    }

    Engagement with(Cost cost) {
        return new Engagement(id, scope, tier, origin, begun, ended, numbers, cost, verdict);
    }

    Engagement ended(Instant at, @Nullable Sli after, Verdict verdict) {
        Numbers known = new Numbers(numbers.before(), numbers.settled(), after);
        return new Engagement(id, scope, tier, origin, begun, at, known, cost, verdict);
    }
}
