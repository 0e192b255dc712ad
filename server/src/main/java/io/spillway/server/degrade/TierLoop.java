package io.spillway.server.degrade;

import io.spillway.server.alert.AlertEvent;
import io.spillway.server.alert.IntakeUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the tiers in force up to date: with the alerts, with the time, and with what other nodes decided. Listens to the
 * intake, so that an alert takes effect without waiting for the next turn.
 */
public final class TierLoop implements AlertEvent.Listener {

    /** How often to run it where nothing wakes it. Another node's change wakes it, unless that word is lost. */
    public static final Duration PERIOD = Duration.ofMillis(250);

    private static final Logger LOG = System.getLogger(TierLoop.class.getName());

    private final TierKeeper keeper;
    private final Semaphore bell = new Semaphore(0);
    private boolean cut;

    public TierLoop(TierKeeper keeper) {
        this.keeper = keeper;
    }

    /**
     * One turn, made by one thread at a time. While the storage does not answer, what is in force stays.
     *
     * @return whether the storage answered
     */
    public boolean runOnce() {
        try {
            keeper.keep();
        } catch (TiersUnavailableException | IntakeUnavailableException e) {
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

    /** Ends the wait of {@link #awaitWake}. */
    public void wake() {
        bell.release();
    }

    /** Waits until there is reason for a turn, but not for longer than this. */
    public void awaitWake(Duration atMost) throws InterruptedException {
        if (bell.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
    }

    @Override
    public void on(AlertEvent event) {
        wake();
    }
}
