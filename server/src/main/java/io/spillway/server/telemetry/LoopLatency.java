package io.spillway.server.telemetry;

import io.spillway.server.task.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How long each hop of the loop took when it was last taken. Clocks of other machines take part (an alert's start is
 * Prometheus's time), so a hop that seems to go backwards counts as zero.
 */
public final class LoopLatency implements LoopHop.Source, TaskEvent.Listener {

    /* An hour of scrapes a second: an alert that waits longer than that before it fires finds no scrape, and no hop. */
    private static final int MAX_SCRAPES = 3600;
    private static final int MAX_EPISODES = 256;

    private final InstantSource clock;
    private final Instant began;
    private final AtomicReferenceArray<@Nullable LoopHop> latest =
            new AtomicReferenceArray<>(LoopHop.Hop.values().length);
    private final NavigableSet<Instant> scrapes = new TreeSet<>();
    private final SequencedSet<Instant> episodes = new LinkedHashSet<>();

    /** When the tier that has not shed anything yet came into force. */
    private final AtomicReference<@Nullable Instant> ineffective = new AtomicReference<>();

    public LoopLatency(InstantSource clock) {
        this.clock = clock;
        this.began = clock.instant();
    }

    @Override
    public void on(TaskEvent event) {
        switch (event) {
            case TaskEvent.Started started -> queueWait(started.queued());
            case TaskEvent.Shed _ -> shed(clock.instant());
            case TaskEvent.Submitted _,
                    TaskEvent.Slowed _,
                    TaskEvent.HeldBack _,
                    TaskEvent.AttemptEnded _,
                    TaskEvent.Finished _,
                    TaskEvent.LeaseLost _,
                    TaskEvent.StaleSettlement _ -> {}
        }
    }

    public void queueWait(Duration waited) {
        keep(LoopHop.Hop.TASKS, waited, clock.instant());
    }

    /** A scrape of {@code /metrics} was answered. */
    public synchronized void scraped(Instant at) {
        Instant last = scrapes.isEmpty() ? null : scrapes.last();
        if (last != null) {
            keep(LoopHop.Hop.SCRAPE, Duration.between(last, at), at);
        }
        scrapes.add(at);
        if (scrapes.size() > MAX_SCRAPES) {
            scrapes.pollFirst();
        }
    }

    /**
     * A firing alert came in. Only the first notification of an episode is a hop, and only of a control alert: a repeat, or
     * an alert that fired before this server began, says nothing about how fast the loop turns.
     */
    public synchronized void alertNotified(Instant startsAt, Instant receivedAt, boolean control) {
        if (!control || startsAt.isBefore(began) || !episodes.add(startsAt)) {
            return;
        }
        if (episodes.size() > MAX_EPISODES) {
            episodes.removeFirst();
        }
        Instant scrape = scrapes.floor(startsAt);
        if (scrape != null) {
            keep(LoopHop.Hop.RULE, Duration.between(scrape, startsAt), receivedAt);
        }
        keep(LoopHop.Hop.ALERTMANAGER, Duration.between(startsAt, receivedAt), receivedAt);
    }

    /** A tier came into force at {@code at}, or became more severe. @param receivedAt when the alert that drives it came in */
    public void tierInForce(Instant receivedAt, Instant at) {
        keep(LoopHop.Hop.TIER, Duration.between(receivedAt, at), at);
        ineffective.set(at);
    }

    /** A task was shed. Only the first after a tier came into force is a hop. */
    public void shed(Instant at) {
        Instant since = ineffective.get();
        if (since != null && !at.isBefore(since) && ineffective.compareAndSet(since, null)) {
            keep(LoopHop.Hop.EFFECT, Duration.between(since, at), at);
        }
    }

    @Override
    public List<LoopHop> hops() {
        List<LoopHop> hops = new ArrayList<>();
        for (LoopHop.Hop hop : LoopHop.Hop.values()) {
            LoopHop seen = latest.get(hop.ordinal());
            hops.add(seen == null ? new LoopHop(hop, null, null) : seen);
        }
        return List.copyOf(hops);
    }

    private void keep(LoopHop.Hop hop, Duration latency, Instant at) {
        latest.set(hop.ordinal(), new LoopHop(hop, latency.isNegative() ? Duration.ZERO : latency, at));
    }
}
