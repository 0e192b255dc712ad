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
    private volatile Reading last = new Reading(-1, List.of(), new Watchdog(null, false));

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
        /* The revision is read before the alerts: a change between the two is read twice rather than never. */
        long revision = store.revision();
        if (known.revision() == revision) {
            return known;
        }
        List<Alert> alerts = store.all().stream()
                .map(AlertStore.Versioned::alert)
                .sorted(ORDER)
                .toList();
        Reading fresh = new Reading(revision, alerts, Watchdog.among(alerts));
        last = fresh;
        return fresh;
    }

    /** What was known at one moment. */
    public record Reading(long revision, List<Alert> alerts, Watchdog watchdog) {

        public List<Alert> firing() {
            return alerts.stream().filter(Alert::isFiring).toList();
        }
    }
}
