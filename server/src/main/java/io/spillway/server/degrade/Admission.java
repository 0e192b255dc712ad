package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the tiers in force let through. Reads memory only: cheap enough for each task. */
public interface Admission {

    /**
     * Whether a new task goes through.
     *
     * @param cohort decides who is in and who is out while a tier is in force in part: the same key, the same answer
     *     within the hour
     */
    Verdict admit(String type, Criticality criticality, String cohort);

    /** Which queued tasks of the type may be claimed now, those that go first first. Never empty: CRITICAL_PLUS always may. */
    List<Criticality> claimable(String type);

    /** The most severe tier in force for the type, by its own scope, the core path's or the site's. */
    Tier tier(String type);

    /** How many of the node's workers the type may take, as a share between 0 and 1. */
    double concurrencyShare(String type);

    /** What the tiers in force do to the type beside keeping tasks out. */
    default Treatment treatment(String type) {
        return Treatment.NORMAL;
    }

    /**
     * What is done to the work on a type.
     *
     * @param fallback whether what would be shed is served by its handler's fallback, where it has one
     * @param cut what is left of the retries
     * @param delay how long each submission is kept waiting
     * @param pause what keeps its queued tasks from being claimed; null if nothing does
     */
    record Treatment(
            boolean fallback,
            RetryCut cut,
            Duration delay,
            @Nullable Pause pause) {

        public static final Treatment NORMAL = new Treatment(true, RetryCut.NORMAL, Duration.ZERO, null);

        /** Whether what is kept out is claimed all the same, where its handler has a fallback; what is paused is not. */
        public boolean servesByFallback() {
            return fallback && pause == null;
        }

        public RetryCut retries(Criticality criticality) {
            return criticality == Criticality.CRITICAL_PLUS ? RetryCut.NORMAL : cut;
        }

        public Duration slow(Criticality criticality) {
            return criticality == Criticality.CRITICAL_PLUS ? Duration.ZERO : delay;
        }

        /** What a new task of the criticality waits for, if it does. */
        public Optional<Pause> pause(Criticality criticality) {
            return criticality == Criticality.CRITICAL_PLUS ? Optional.empty() : Optional.ofNullable(pause);
        }
    }

    /** A tier that keeps an optional type waiting. @param until no release before then; null where nobody knows */
    record Pause(Tier tier, Scope scope, @Nullable Instant until) {}

    /** The answer to one submission. */
    sealed interface Verdict {
        record Admitted(Tier tier) implements Verdict {}

        /** @param retryAfter when another try makes sense at the earliest */
        record Shed(Tier tier, Scope scope, Duration retryAfter) implements Verdict {}
    }
}
