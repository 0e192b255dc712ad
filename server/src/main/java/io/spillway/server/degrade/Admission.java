package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.List;

/** What the tiers in force let through. Reads memory only: cheap enough for each task. */
public interface Admission {

    /**
     * Whether a new task goes through.
     *
     * @param cohort decides who is in and who is out while a tier is released in steps: the same key, the same answer
     *     within the hour
     */
    Verdict admit(String type, Criticality criticality, String cohort);

    /** Which queued tasks of the type may be claimed now, those that go first first. Never empty: CRITICAL_PLUS always may. */
    List<Criticality> claimable(String type);

    /** The most severe tier in force for the type, by its own scope, the core path's or the site's. */
    Tier tier(String type);

    /** How many of the node's workers the type may take, as a share between 0 and 1. */
    double concurrencyShare(String type);

    /** The answer to one submission. */
    sealed interface Verdict {
        record Admitted(Tier tier) implements Verdict {}

        /** @param retryAfter when another try makes sense at the earliest */
        record Shed(Tier tier, Scope scope, Duration retryAfter) implements Verdict {}
    }
}
