package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;
import java.util.Set;

/**
 * What a tier does to the work while it is in force.
 *
 * <p>While the tier is released in steps, shedding, the cut of the concurrency and the slowing go back with the intensity.
 * What cannot be done by halves stays until the tier is gone: the cut of the retries, and the pause.
 *
 * @param sheds what is not let through; never {@code CRITICAL_PLUS}
 * @param concurrency the share of the workers that a type may have at the most
 * @param fallback whether what would be shed is served by its handler's fallback, where it has one
 * @param pauses optional types, by their own name or their plugin's: what is queued of them waits. {@code CRITICAL_PLUS} does
 *     not
 * @param slow how long each submission is kept waiting at full intensity, {@code CRITICAL_PLUS} excepted
 */
public record TierActions(
        Set<Criticality> sheds,
        ConcurrencyShares concurrency,
        RetryCut retries,
        boolean fallback,
        Set<String> pauses,
        Duration slow) {

    /** A caller that waits for longer is likely to give up and come again, which is no relief. */
    public static final Duration MAX_SLOW = Duration.ofSeconds(10);

    public TierActions {
        sheds = Set.copyOf(sheds);
        pauses = Set.copyOf(pauses);
        if (sheds.contains(Criticality.CRITICAL_PLUS)) {
            throw new IllegalArgumentException("CRITICAL_PLUS cannot be shed by any tier");
        }
        if (slow.isNegative() || slow.compareTo(MAX_SLOW) > 0) {
            throw new IllegalArgumentException("submissions can be slowed by up to 10 s, not by " + slow);
        }
    }

    /** These are shed, this is what a type may have of the workers, and nothing else is done. */
    public static TierActions of(Set<Criticality> sheds, double concurrencyShare) {
        return new TierActions(
                sheds, ConcurrencyShares.of(concurrencyShare), RetryCut.NORMAL, true, Set.of(), Duration.ZERO);
    }

    public TierActions withSheds(Set<Criticality> sheds) {
        return new TierActions(sheds, concurrency, retries, fallback, pauses, slow);
    }

    public TierActions withConcurrency(ConcurrencyShares concurrency) {
        return new TierActions(sheds, concurrency, retries, fallback, pauses, slow);
    }

    public TierActions withRetries(RetryCut retries) {
        return new TierActions(sheds, concurrency, retries, fallback, pauses, slow);
    }

    public TierActions withFallback(boolean fallback) {
        return new TierActions(sheds, concurrency, retries, fallback, pauses, slow);
    }

    public TierActions withPauses(Set<String> pauses) {
        return new TierActions(sheds, concurrency, retries, fallback, pauses, slow);
    }

    public TierActions withSlow(Duration slow) {
        return new TierActions(sheds, concurrency, retries, fallback, pauses, slow);
    }
}
