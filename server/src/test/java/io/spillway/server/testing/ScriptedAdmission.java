package io.spillway.server.testing;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tiers as a test says; at first they let everything through. */
public final class ScriptedAdmission implements Admission {

    private volatile Tier tier = Tier.NONE;
    private volatile Set<Criticality> shed = Set.of();
    private volatile Treatment treatment = Treatment.NORMAL;
    private volatile double share = 1;
    private final Queue<String> cohorts = new ConcurrentLinkedQueue<>();

    /** Says that a tier is in force. */
    public ScriptedAdmission inForce(Tier tier) {
        this.tier = tier;
        return this;
    }

    /** Sheds new tasks of these criticalities, and no others. */
    public ScriptedAdmission shed(Criticality... shed) {
        this.shed = Set.of(shed);
        return this;
    }

    /** Treats every type so. One that pauses lets only CRITICAL_PLUS be claimed. */
    public ScriptedAdmission treat(Treatment treatment) {
        this.treatment = treatment;
        return this;
    }

    /** Gives each type that share of the workers. */
    public ScriptedAdmission share(double share) {
        this.share = share;
        return this;
    }

    /** What was asked for, in order. */
    public List<String> cohorts() {
        return List.copyOf(cohorts);
    }

    @Override
    public Verdict admit(String type, Criticality criticality, String cohort) {
        cohorts.add(cohort);
        return shed.contains(criticality)
                ? new Verdict.Shed(Tier.L2, new Scope.Core(), Duration.ofSeconds(5))
                : new Verdict.Admitted(tier);
    }

    @Override
    public List<Criticality> claimable(String type) {
        return treatment.pause() == null ? List.of(Criticality.values()) : List.of(Criticality.CRITICAL_PLUS);
    }

    @Override
    public Treatment treatment(String type) {
        return treatment;
    }

    @Override
    public Tier tier(String type) {
        return tier;
    }

    @Override
    public double concurrencyShare(String type) {
        return share;
    }
}
