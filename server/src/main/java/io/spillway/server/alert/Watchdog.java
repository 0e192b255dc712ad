package io.spillway.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the alert that always fires: proof that rules are evaluated and that their alerts arrive. With several
 * of them (two Prometheus servers) one that is alive is enough.
 *
 * @param seenAt when it was last received; null if it never was, and then its absence says nothing
 * @param ended whether Alertmanager said that it no longer fires
 */
public record Watchdog(@Nullable Instant seenAt, boolean ended) {

    /** The name of the alert. */
    public static final String ALERT_NAME = "SpillwayWatchdog";

    public static boolean isWatchdog(Alert alert) {
        return alert.label("alertname").equals(ALERT_NAME);
    }

    public static Watchdog among(Collection<Alert> alerts) {
        Optional<Alert> last = alerts.stream()
                .filter(Watchdog::isWatchdog)
                .max(Comparator.comparing(Alert::isFiring).thenComparing(Alert::receivedAt));
        return last.map(alert -> new Watchdog(alert.receivedAt(), !alert.isFiring()))
                .orElseGet(() -> new Watchdog(null, false));
    }

    /** Whether the numbers can no longer be trusted to raise an alert. */
    public boolean isSilent(Duration bound, Instant now) {
        return seenAt != null && (ended || now.isAfter(seenAt.plus(bound)));
    }

    /** How long ago it was last received, or empty if it never was. */
    public Optional<Duration> age(Instant now) {
        return seenAt == null ? Optional.empty() : Optional.of(Duration.between(seenAt, now));
    }
}
