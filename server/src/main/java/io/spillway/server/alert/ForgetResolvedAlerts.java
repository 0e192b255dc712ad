package io.spillway.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Forgets alerts whose end was received a day ago: long enough for a person to look back, and longer than a copy of a
 * notice travels. The watchdog is not forgotten, because its absence has a meaning only where it was once present.
 */
public final class ForgetResolvedAlerts {

    static final Duration KEPT = Duration.ofHours(24);

    private final AlertStore store;
    private final InstantSource clock;

    public ForgetResolvedAlerts(AlertStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Returns how many were forgotten. Once a minute is often enough. */
    public int runOnce() {
        Instant limit = clock.instant().minus(KEPT);
        List<AlertStore.Versioned> old = store.all().stream()
                .filter(each -> !each.alert().isFiring())
                .filter(each -> each.alert().receivedAt().isBefore(limit))
                .filter(each -> !Watchdog.isWatchdog(each.alert()))
                .toList();
        int forgotten = 0;
        for (int from = 0; from < old.size(); from += AlertIntake.TOGETHER) {
            forgotten += store.forget(old.subList(from, Math.min(from + AlertIntake.TOGETHER, old.size())));
        }
        return forgotten;
    }
}
