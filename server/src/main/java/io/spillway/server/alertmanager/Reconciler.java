package io.spillway.server.alertmanager;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertEvent;
import io.spillway.server.alert.AlertStore;
import io.spillway.server.alert.AlertStore.Versioned;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.alert.NoticeResult;
import io.spillway.server.alert.Watchdog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks Alertmanager what fires, from time to time and when notices leave it open, and puts right what is known here. Every
 * node does so: the versions of the store let one of them write, and the others find it done.
 */
public final class Reconciler implements AlertEvent.Listener {

    private static final Logger LOG = System.getLogger(Reconciler.class.getName());
    /** However many notices leave something open. */
    private static final Duration APART = Duration.ofSeconds(1);
    /** Alerts that one script writes: it must not hold Redis up. */
    private static final int TOGETHER = 500;

    private final Alertmanagers alertmanagers;
    private final AlertStore store;
    private final Bounds bounds;
    private final InstantSource clock;
    private final Listener listener;
    private final Semaphore bell = new Semaphore(0);
    private Reconciliation.Memory memory = Reconciliation.Memory.NONE;
    private Instant due = Instant.MIN;

    /**
     * How long is too long.
     *
     * @param every how often to ask
     * @param lease how long an alert may go without a notice
     * @param silence how long the watchdog may be silent, by the present policy
     */
    public record Bounds(Duration every, Duration lease, Supplier<Duration> silence) {}

    /** Hears of each turn. */
    public interface Listener {

        /** What was found. */
        void drift(int ghosts, int missed, int muted);

        /** Every member answered. */
        void reconciled(Instant at);
    }

    public Reconciler(
            Alertmanagers alertmanagers, AlertStore store, Bounds bounds, InstantSource clock, Listener listener) {
        this.alertmanagers = alertmanagers;
        this.store = store;
        this.bounds = bounds;
        this.clock = clock;
        this.listener = listener;
    }

    /** Asks as soon as possible. */
    public void wake() {
        bell.release();
    }

    @Override
    public void on(AlertEvent event) {
        if (event instanceof AlertEvent.Received received && received.result() == NoticeResult.AMBIGUOUS) {
            wake();
        }
    }

    /** Waits a moment for a reason, and runs if there is one or it is time; the body of a loop. */
    public Duration awaitAndRun() throws InterruptedException {
        boolean asked = bell.tryAcquire(APART.toNanos(), TimeUnit.NANOSECONDS);
        Instant now = clock.instant();
        /* The second: a clock that was set back must not put it off. */
        if (!asked && now.isBefore(due) && !due.isAfter(now.plus(bounds.every()))) {
            return Duration.ZERO;
        }
        bell.drainPermits();
        runOnce();
        due = clock.instant().plus(bounds.every());
        return APART;
    }

    /** One turn. Returns whether all of it could be done. */
    public boolean runOnce() throws InterruptedException {
        try {
            List<Versioned> known = store.all();
            Alertmanagers.Listing listing = alertmanagers.list();
            Instant now = clock.instant();
            Reconciliation.Facts facts =
                    new Reconciliation.Facts(known, listing.alerts(), listing.byAll(), isTrusted(listing, known, now));
            Reconciliation.Plan plan = Reconciliation.decide(facts, memory, bounds, now);
            boolean written = write(plan.changes());
            memory = plan.memory();
            listener.drift(
                    plan.drift().ghosts(), plan.drift().missed(), plan.drift().muted());
            if (listing.answered()) {
                listener.reconciled(now);
            }
            return written && listing.answered();
        } catch (IntakeUnavailableException e) {
            LOG.log(Level.DEBUG, "alerts were not compared with Alertmanager's: {0}", e.getMessage());
            return false;
        }
    }

    private boolean isTrusted(Alertmanagers.Listing listing, List<Versioned> known, Instant now) {
        Watchdog watchdog = Watchdog.among(known.stream().map(Versioned::alert).toList());
        return listing.answered()
                && listing.warm()
                && watchdog.seenAt() != null
                && !watchdog.isSilent(bounds.silence().get(), now)
                && listing.alerts().values().stream().anyMatch(Reconciliation::isWatchdog);
    }

    /* What changed meanwhile is newer than the answer: the next turn looks at it again. */
    private boolean write(List<Versioned> changes) {
        boolean all = true;
        for (int from = 0; from < changes.size(); from += TOGETHER) {
            List<Versioned> some = changes.subList(from, Math.min(from + TOGETHER, changes.size()));
            List<Versioned> written = store.write(some) ? some : writeOneByOne(some);
            all &= written.size() == some.size();
            if (!written.isEmpty()) {
                Map<Alert.Status, Long> counts = written.stream()
                        .collect(Collectors.groupingBy(each -> each.alert().status(), Collectors.counting()));
                LOG.log(
                        Level.INFO,
                        "put right by Alertmanager''s list: {0} alerts fire, {1} have ended, the first is {2}",
                        counts.getOrDefault(Alert.Status.FIRING, 0L),
                        counts.getOrDefault(Alert.Status.RESOLVED, 0L),
                        written.getFirst().alert().label("alertname"));
            }
        }
        return all;
    }

    /* One that has changed must not keep the others from being put right. */
    private List<Versioned> writeOneByOne(List<Versioned> changes) {
        return changes.stream().filter(each -> store.write(List.of(each))).toList();
    }
}
