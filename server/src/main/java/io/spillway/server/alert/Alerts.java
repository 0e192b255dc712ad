package io.spillway.server.alert;

import java.util.Comparator;
import java.util.List;

/** The alerts as readers see them. Keeps the last reading, so that asking often costs little. */
public final class Alerts {

    private static final Comparator<Alert> ORDER = Comparator.comparing(Alert::isFiring)
            .reversed()
            .thenComparing(Comparator.comparing(Alert::startsAt).reversed())
            .thenComparing(Alert::fingerprint);

    private final AlertStore store;
    private volatile Reading last = new Reading(-1, List.of(), List.of(), new Watchdog(null, false));

    public Alerts(AlertStore store) {
        this.store = store;
    }

    /**
     * All alerts that are known: those that fire first, then the newest first.
     *
     * @throws IntakeUnavailableException if the storage does not answer
     */
    public List<Alert> all() {
        return read().alerts();
    }

    /** Those that fire, the newest first. */
    public List<Alert> firing() {
        return read().firing();
    }

    public Watchdog watchdog() {
        return read().watchdog();
    }

    /** Everything at one moment. */
    public Reading read() {
        Reading known = last;
        AlertStore.Snapshot kept = store.read();
        if (known.revision() == kept.revision()) {
            return known;
        }
        Reading fresh = Reading.of(kept);
        last = fresh;
        return fresh;
    }

    /**
     * What was known at one moment.
     *
     * @param firing those of the alerts that fire
     */
    public record Reading(long revision, List<Alert> alerts, List<Alert> firing, Watchdog watchdog) {

        private static Reading of(AlertStore.Snapshot kept) {
            List<Alert> alerts = kept.alerts().stream()
                    .map(AlertStore.Versioned::alert)
                    .sorted(ORDER)
                    .toList();
            List<Alert> firing = alerts.stream().takeWhile(Alert::isFiring).toList();
            return new Reading(kept.revision(), alerts, firing, Watchdog.among(alerts));
        }
    }
}
