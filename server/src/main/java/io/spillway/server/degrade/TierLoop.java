package io.spillway.server.degrade;

import io.spillway.server.alert.AlertEvent;
import io.spillway.server.alert.IntakeUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the tiers in force up to date: with the alerts, with the time, and with what other nodes decided. Listens to the
 * intake, so that an alert takes effect without waiting for the next turn. A change of another node is put in force and no
 * more: that node has decided, and this one decides again in its own time, unless the storage has lost what was in force here.
 */
public final class TierLoop implements AlertEvent.Listener {

    /** How often a node looks at what others have decided, should their word be lost. */
    public static final Duration LOOK = Duration.ofMillis(250);

    /** How often a node decides where nothing wakes it: what the time and the numbers ask for, and alerts that nobody decided upon. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(TierLoop.class.getName());

    private final TierKeeper keeper;
    private final LongSupplier nanoTime;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean alerted = true;
    private long decided;
    private boolean cut;

    /** @param nanoTime a clock that does not jump */
    public TierLoop(TierKeeper keeper, LongSupplier nanoTime) {
        this.keeper = keeper;
        this.nanoTime = nanoTime;
    }

    /**
     * Decides what is due: first what alerts have changed, then all, once a period; where nothing is, follows other nodes. An alert does
     * not wait for the others. Turns are made by one thread at a time.
     *
     * @return whether the storage answered
     */
    public boolean turn() {
        boolean due = restOfPeriod() <= 0;
        if (alerted) {
            noteThatItReads();
            boolean heeded = answered(keeper::heed);
            return heeded && due ? runOnce() : heeded;
        }
        return due ? runOnce() : answered(keeper::follow);
    }

    /**
     * Decides all. While the storage does not answer, what is in force stays.
     *
     * @return whether the storage answered
     */
    public boolean runOnce() {
        noteThatItReads();
        decided = nanoTime.getAsLong();
        return answered(keeper::keep);
    }

    /* Before it does: an alert that comes meanwhile may not be among what it reads. */
    private void noteThatItReads() {
        alerted = false;
    }

    private boolean answered(Runnable deed) {
        try {
            deed.run();
        } catch (TiersUnavailableException | IntakeUnavailableException e) {
            alerted = true;
            if (!cut) {
                LOG.log(
                        Level.WARNING,
                        "tiers stay as they are while their storage does not answer: {0}",
                        e.getMessage());
            }
            cut = true;
            return false;
        }
        if (cut) {
            LOG.log(Level.INFO, "the storage of the tiers answers again");
        }
        cut = false;
        return true;
    }

    private long restOfPeriod() {
        return decided + PERIOD.toNanos() - nanoTime.getAsLong();
    }

    /** Another node has changed the tiers: ends the wait of {@link #awaitWake}. */
    public void follow() {
        bell.release();
    }

    /** Waits until there is reason for a turn. */
    public void awaitWake() throws InterruptedException {
        long wait = cut ? LOOK.toNanos() : restOfPeriod();
        if (bell.tryAcquire(Math.clamp(wait, 0, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
    }

    @Override
    public void on(AlertEvent event) {
        alerted = true;
        bell.release();
    }
}
