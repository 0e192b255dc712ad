package io.spillway.server.engine;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.server.breaker.Breaker;
import io.spillway.server.degrade.Admission;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.ClaimRequest;
import io.spillway.server.task.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many attempts of a type may begin here: by its share of the workers, by its limits, and by its breaker, whichever is
 * least. Used by one lane, and by one thread at a time unless it says otherwise.
 */
final class Allowance {

    private static final int CLAIMED_AT_ONCE = 128;
    /** By then an attempt has been given up, whatever its handler does. */
    private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofDays(3650);

    private final String type;
    private final Lane.Shop shop;
    private final Breaker breaker;

    Allowance(String type, Lane.Shop shop) {
        this.type = type;
        this.shop = shop;
        this.breaker = shop.ports().breakers().of(type);
    }

    /** Takes workers. Returns how many. */
    int take(RegisteredHandler handler) {
        return shop.seats().take(type, wanted(), most(handler));
    }

    /** Takes one worker for a task that was claimed already, unless the breaker has opened since. May be called by any thread. */
    boolean takeOne(RegisteredHandler handler) {
        return breaker.permits(now()) > 0 && shop.seats().takeOne(type, most(handler));
    }

    /**
     * How many tasks to claim for workers that are about to come free. None where tasks that wait for a worker would count
     * against a configured limit of the cluster, where another type waits for workers, or while the breaker counts what begins.
     *
     * @param seats those that were taken
     * @param comeFree how many workers are about to
     * @param held how many tasks wait for them already
     */
    int ahead(RegisteredHandler handler, int seats, int comeFree, int held) {
        ClaimLimits limits = inCluster(limits(handler));
        boolean limited = limits.concurrency() >= 0 || limits.perKey() >= 0;
        if (limited
                || comeFree < 1
                || wanted() < CLAIMED_AT_ONCE
                || !shop.seats().isNobodyElseHungry(type)) {
            return 0;
        }
        int most = Math.min(comeFree, shop.seats().taken(type) * 3 / 4) - held;
        return Math.max(0, Math.min(most, CLAIMED_AT_ONCE - seats));
    }

    private int wanted() {
        return Math.min(CLAIMED_AT_ONCE, breaker.permits(now()));
    }

    private int most(RegisteredHandler handler) {
        long share =
                (long) Math.ceil(shop.seats().limit() * shop.ports().admission().concurrencyShare(type));
        return (int) Math.min(limits(handler).perNode(), Math.max(1, share));
    }

    /** When the breaker lets something begin again, where it lets nothing begin before. */
    Optional<Duration> opensIn() {
        return Optional.of(breaker.opensIn(now())).filter(Duration::isPositive);
    }

    /** What to claim for workers that were taken. */
    ClaimRequest request(RegisteredHandler handler, int seats) {
        Admission admission = shop.ports().admission();
        Admission.Treatment treatment = admission.treatment(type);
        boolean anything = handler.hasFallback() && treatment.servesByFallback();
        List<Criticality> claimable = anything ? List.of(Criticality.values()) : admission.claimable(type);
        return new ClaimRequest(
                claimable, seats, shop.config().lease(), admission.tier(type), inCluster(limits(handler)));
    }

    /** Notes that attempts begin. */
    void begins(RegisteredHandler handler, int count) {
        if (count > 0) {
            Duration timeout = handler.type().timeout();
            Duration longest = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
            long now = now();
            breaker.began(count, now, now + longest.plus(AFTER_TIMEOUT).toNanos());
        }
    }

    /** Notes that one ended. */
    void ended(Conclusion conclusion) {
        Attempt attempt = conclusion.attempt();
        boolean handedBack = conclusion.next() instanceof Settlement.Next.HandBack;
        if (attempt == null && handedBack) {
            // It was claimed ahead, which nobody does while there are probes; or the node stops.
            breaker.givenBack();
            return;
        }
        long now = now();
        boolean saysNothing = attempt == null || handedBack;
        breaker.ended(
                attempt == null ? now : attempt.begunNanos(), saysNothing ? Cause.CANCELED : conclusion.cause(), now);
    }

    private Limits limits(RegisteredHandler handler) {
        return shop.config().limits().of(handler.type());
    }

    private static ClaimLimits inCluster(Limits limits) {
        return new ClaimLimits(
                limits.concurrency() == Integer.MAX_VALUE ? -1 : limits.concurrency(),
                Double.isInfinite(limits.perSecond()) ? -1 : limits.perSecond(),
                limits.perKey() == Integer.MAX_VALUE ? -1 : limits.perKey());
    }

    private long now() {
        return shop.ports().nanoTime().getAsLong();
    }
}
