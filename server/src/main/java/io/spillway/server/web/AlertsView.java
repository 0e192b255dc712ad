package io.spillway.server.web;

import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.Degradation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page of alerts: what fires first, the longest-firing of the most severe at the top.
 *
 * @param everHeard whether Alertmanager ever called
 * @param watchdog how long ago the alert that always fires was heard; null if it never was
 * @param late whether that is too long ago
 * @param receiver what to put into Alertmanager's configuration
 */
public record AlertsView(
        List<AlertView> firing,
        List<AlertView> resolved,
        String firingCount,
        String resolvedCount,
        boolean everHeard,
        @Nullable String watchdog,
        boolean late,
        String receiver) {

    private static final String WATCHDOG = "SpillwayWatchdog";
    private static final Duration WATCHDOG_IS_SILENT = Duration.ofMinutes(3);
    private static final int RESOLVED = 50;
    private static final Map<String, Integer> ORDER = Map.of("bad", 0, "warn", 1, "info", 2);

    static AlertsView of(
            List<Alert> alerts,
            Function<Alert, Optional<AlertView.Asked>> asked,
            Degradation degradation,
            Format format,
            String origin) {
        Set<String> driving = driving(degradation);
        List<AlertView> firing = sorted(firing(alerts), asked, driving, format);
        List<AlertView> resolved = alerts.stream()
                .filter(alert -> !alert.isFiring() && !isWatchdog(alert))
                .sorted(Comparator.comparing(AlertsView::ended).reversed())
                .limit(RESOLVED)
                .map(alert -> AlertView.of(alert, asked.apply(alert), driving, format))
                .toList();
        return new AlertsView(
                firing,
                resolved,
                format.count(firing.size()),
                format.count(resolved.size()),
                !alerts.isEmpty(),
                watchdogAge(alerts, format.now()).map(format::lasting).orElse(null),
                watchdogAge(alerts, format.now()).filter(AlertsView::isLate).isPresent(),
                receiver(origin));
    }

    /** With a flag on those that fire and were not repeated for their lease. */
    AlertsView flagged(List<Alert> alerts, Duration lease, Format format) {
        Set<String> stale = alerts.stream()
                .filter(alert -> alert.isStale(lease, format.now()))
                .map(Alert::fingerprint)
                .collect(Collectors.toUnmodifiableSet());
        List<AlertView> flagged = firing.stream()
                .map(view -> stale.contains(view.fingerprint()) ? view.flagged("stale") : view)
                .toList();
        return new AlertsView(flagged, resolved, firingCount, resolvedCount, everHeard, watchdog, late, receiver);
    }

    /** The alerts that fire, without the one that always does. */
    static List<Alert> firing(List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.isFiring() && !isWatchdog(alert))
                .toList();
    }

    static List<AlertView> sorted(
            List<Alert> alerts, Function<Alert, Optional<AlertView.Asked>> asked, Set<String> driving, Format format) {
        return alerts.stream()
                .sorted(Comparator.comparing(Alert::startsAt))
                .map(alert -> AlertView.of(alert, asked.apply(alert), driving, format))
                .sorted(Comparator.comparing(view -> ORDER.getOrDefault(view.mood(), ORDER.size())))
                .toList();
    }

    /** The fingerprints of the alerts because of which a tier is in force. */
    static Set<String> driving(Degradation degradation) {
        return degradation.scopes().stream()
                .filter(Frame::isInForce)
                .flatMap(status -> Stream.ofNullable(status.alert()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How long ago the alert that always fires was heard. */
    static Optional<Duration> watchdogAge(List<Alert> alerts, Instant now) {
        return alerts.stream()
                .filter(AlertsView::isWatchdog)
                .map(Alert::receivedAt)
                .max(Comparator.naturalOrder())
                .map(heard -> Duration.between(heard, now));
    }

    /** Whether the alert that always fires should have been heard again since. */
    static boolean isLate(Duration age) {
        return age.compareTo(WATCHDOG_IS_SILENT) > 0;
    }

    private static boolean isWatchdog(Alert alert) {
        return alert.label("alertname").equals(WATCHDOG);
    }

    private static Instant ended(Alert alert) {
        Instant end = alert.endsAt();
        return end == null ? alert.receivedAt() : end;
    }

    private static String receiver(String origin) {
        return """
                receivers:
                  - name: spillway
                    webhook_configs:
                      - url: %s/api/v1/alertmanager
                        send_resolved: true
                        http_config:
                          authorization:
                            credentials_file: /etc/alertmanager/spillway-webhook-token""".formatted(origin);
    }
}
