package io.spillway.server.breaker;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The breaker of one task type on this node: says how many attempts may begin, by how those before them ended.
 *
 * <p>Closed, it counts attempts in a rolling window, and opens when more of them failed than may. Open, it lets nothing begin for
 * a while, which doubles each time that the probes fail. Half open, it lets probes begin, as {@link Ramp} says, and closes when
 * they have passed. It stays half open without probes. An attempt that began before the present state counts for nothing: it
 * says how things were then.
 *
 * <p>All times are by the node's monotonic clock. Thread-safe; one lane uses it, and pages look at it.
 */
public final class Breaker {

    private final String type;
    private final BreakerConfig config;
    private final RandomGenerator random;
    private final BreakerChange.Listener listener;
    private final RecentAttempts recent;
    private BreakerState state = BreakerState.CLOSED;
    private Why why = new Why.Fresh();
    private @Nullable Ramp ramp;
    private @Nullable ForcedBreaker forced;
    private long since;
    private long opensUntil;
    private int running;
    private int had;
    private int failedInARow = -1;

    Breaker(String type, BreakerConfig config, RandomGenerator random, BreakerChange.Listener listener, long now) {
        this.type = type;
        this.config = config;
        this.random = random;
        this.listener = listener;
        this.recent = new RecentAttempts(config.trip().window(), now);
        this.since = now;
    }

    /** How many attempts may begin now; {@link Integer#MAX_VALUE} where it does not matter. */
    public synchronized int permits(long now) {
        look(now);
        return switch (state) {
            case CLOSED -> Integer.MAX_VALUE;
            case OPEN -> 0;
            case HALF_OPEN -> ramp == null ? 0 : ramp.room();
        };
    }

    /** How long it is until it lets something begin; zero where it does, or where an end of a probe decides. */
    public synchronized Duration opensIn(long now) {
        return state == BreakerState.OPEN ? Duration.ofNanos(Math.max(0, opensUntil - now)) : Duration.ZERO;
    }

    /** Notes that attempts begin. @param endBy when the last of them has ended, whatever its handler does */
    public synchronized void began(int count, long now, long endBy) {
        running += count;
        if (state == BreakerState.CLOSED) {
            recent.running(running, now);
        } else if (ramp != null) {
            ramp.began(count, endBy);
        }
    }

    /**
     * Notes that an attempt ended.
     *
     * @param begun when it had begun
     * @param cause why it failed; null if it succeeded
     */
    public synchronized void ended(long begun, @Nullable Cause cause, long now) {
        running = Math.max(0, running - 1);
        if (begun - since < 0) {
            return;
        }
        Evidence evidence = Evidence.of(cause);
        if (state == BreakerState.CLOSED && evidence != Evidence.QUIET) {
            recent.ended(cause, now);
            if (config.enabled() && forced == null && recent.passes(config.trip())) {
                had = recent.peak();
                open(new Why.Tripped(recent.tally(now), config.trip().window()), now);
            }
        } else if (ramp != null) {
            probed(ramp, evidence, cause, now);
        }
    }

    /** Notes that one that was to begin was given back instead, and had not been let begin as a probe. */
    public synchronized void givenBack() {
        running = Math.max(0, running - 1);
    }

    private void probed(Ramp probes, Evidence evidence, @Nullable Cause cause, long now) {
        switch (probes.ended(evidence, cause)) {
            case STAYS -> {}
            case BROKE -> open(new Why.Broke(probes.tally(), probes.rung()), now);
            case PASSED -> become(BreakerState.CLOSED, new Why.Passed(probes.passed()), now);
        }
    }

    /** Lets time pass. */
    synchronized void look(long now) {
        if (state == BreakerState.OPEN && now - opensUntil >= 0) {
            become(BreakerState.HALF_OPEN, new Why.Waited(), now);
        } else if (ramp != null && ramp.isLost(now)) {
            open(new Why.Lost(), now);
        }
        boolean calm = now - since > config.pause().longest().toNanos();
        if (state == BreakerState.CLOSED && calm) {
            failedInARow = -1;
        }
    }

    /** Takes over what a person has set; null lets it decide by itself again. @param until when that ends */
    synchronized void force(@Nullable ForcedBreaker wanted, long until, long now) {
        ForcedBreaker before = forced;
        if (wanted == null ? before == null : wanted.equals(before)) {
            return;
        }
        forced = wanted;
        if (wanted == null) {
            letGo(now);
            return;
        }
        had = state == BreakerState.CLOSED ? recent.peak() : had;
        opensUntil = until;
        boolean open = wanted.mode() == ForcedBreaker.Mode.FORCED_OPEN;
        become(open ? BreakerState.OPEN : BreakerState.CLOSED, new Why.Forced(wanted.by(), wanted.reason()), now);
    }

    /* What a person had kept shut is tried with probes first. */
    private void letGo(long now) {
        switch (state) {
            case OPEN -> become(BreakerState.HALF_OPEN, new Why.Waited(), now);
            case CLOSED -> become(BreakerState.CLOSED, new Why.Fresh(), now);
            case HALF_OPEN -> {}
        }
    }

    private void open(Why reason, long now) {
        failedInARow = Math.min(failedInARow + 1, 30);
        opensUntil =
                now + config.pause().after(failedInARow, random.nextDouble()).toNanos();
        become(BreakerState.OPEN, reason, now);
    }

    private void become(BreakerState next, Why reason, long now) {
        BreakerState before = state;
        state = next;
        since = now;
        ramp = next == BreakerState.HALF_OPEN ? new Ramp(had, config.probeRatio()) : null;
        recent.clear();
        if (!(reason instanceof Why.Waited)) {
            // While it probes, what it had opened for is what people want to know.
            why = reason;
        }
        Duration pause = next == BreakerState.OPEN ? Duration.ofNanos(opensUntil - now) : null;
        if (before != next || reason instanceof Why.Forced) {
            listener.on(new BreakerChange(type, before, next, reason, pause));
        }
    }

    /** What is to be seen of it. Lets time pass. */
    synchronized Snapshot snapshot(long now) {
        look(now);
        Ramp probes = ramp;
        return new Snapshot(
                type,
                state,
                why,
                forced,
                opensIn(now),
                probes == null ? 0 : probes.rung(),
                probes == null ? 0 : probes.last(),
                probes == null ? recent.tally(now) : probes.tally());
    }

    /**
     * A breaker at one moment.
     *
     * @param why it is so; of a half-open one, why it had opened
     * @param opensIn how long it stays open
     * @param rung how many probes may run at the same time, and {@code last} how many on the last rung; 0 where there are none
     * @param tally of the window, or of the probes of the rung
     */
    public record Snapshot(
            String type,
            BreakerState state,
            Why why,
            @Nullable ForcedBreaker forced,
            Duration opensIn,
            int rung,
            int last,
            Tally tally) {

        /** Whether nothing is to be told of it. */
        public boolean isUnremarkable() {
            return state == BreakerState.CLOSED && forced == null;
        }
    }
}
