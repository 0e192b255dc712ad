package io.spillway.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends alerts that were resolved, were said to fire afterwards, and are not said to fire any more. Alertmanager repeats
 * what fires; once the watchdog was heard after the repetition was due, the way to here was open and the notice was a copy
 * that the end had overtaken. Without a watchdog silence proves nothing, and the doubt stays.
 */
public final class SettleDoubts {

    private final AlertStore store;
    private final Duration lease;
    private final InstantSource clock;

    /** @param lease how long an alert that fires may go without being repeated */
    public SettleDoubts(AlertStore store, Duration lease, InstantSource clock) {
        this.store = store;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Returns the alerts that it ended.
     *
     * @throws IntakeUnavailableException if the storage does not answer
     */
    public List<Alert> runOnce() {
        List<AlertStore.Versioned> all = store.all();
        Watchdog watchdog =
                Watchdog.among(all.stream().map(AlertStore.Versioned::alert).toList());
        Instant now = clock.instant();
        List<Alert> ended = new ArrayList<>();
        for (AlertStore.Versioned each : all) {
            Alert alert = each.alert();
            if (alert.isAmbiguous() && watchdog.wasHeardAfter(alert.receivedAt().plus(lease))) {
                Alert settled = alert.ended(now);
                /* One by one: a notice that comes meanwhile must not keep the others in doubt. */
                if (store.write(List.of(new AlertStore.Versioned(settled, each.version())))) {
                    ended.add(settled);
                }
            }
        }
        return ended;
    }
}
