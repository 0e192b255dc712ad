package io.spillway.server.alert;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes notices in: folds them into what is known, keeps the result durably, and only then tells the listeners. Any node
 * may receive any notice; nodes that write the same alert at the same time read again.
 */
public final class AlertIntake {

    private static final int ATTEMPTS = 8;
    /** Alerts that are written at once: one script must not hold Redis up. */
    static final int TOGETHER = 500;

    private final AlertStore store;
    private final InstantSource clock;
    private final List<AlertEvent.Listener> listeners;

    public AlertIntake(AlertStore store, InstantSource clock, List<AlertEvent.Listener> listeners) {
        this.store = store;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Makes the notices durable: up to 500 of them all or none, more in such parts, one after the other. When it throws, all
     * of them must be sent again; a part that was kept already changes nothing then.
     *
     * @throws IntakeUnavailableException if the storage does not answer, is full, or is too busy
     */
    public Summary accept(List<AlertNotice> notices) {
        List<NoticeResult> results = new ArrayList<>();
        for (int from = 0; from < notices.size(); from += TOGETHER) {
            results.addAll(acceptPart(notices.subList(from, Math.min(from + TOGETHER, notices.size()))));
        }
        return Summary.of(results);
    }

    private List<NoticeResult> acceptPart(List<AlertNotice> notices) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Instant now = clock.instant();
            Batch batch = fold(notices, now);
            if (batch.changed().isEmpty() || store.write(batch.changed())) {
                tell(notices, batch.results(), now);
                return batch.results();
            }
        }
        throw new IntakeUnavailableException(
                "other nodes changed the same alerts in each of " + ATTEMPTS + " attempts", null);
    }

    private Batch fold(List<AlertNotice> notices, Instant now) {
        Map<String, AlertStore.Versioned> stored = store.find(
                notices.stream().map(AlertNotice::fingerprint).distinct().toList());
        Map<String, Alert> known = new LinkedHashMap<>();
        stored.forEach((fingerprint, each) -> known.put(fingerprint, each.alert()));
        List<NoticeResult> results = new ArrayList<>();
        for (AlertNotice notice : notices) {
            AlertFold.Folded folded = AlertFold.fold(known.get(notice.fingerprint()), notice, now);
            known.put(notice.fingerprint(), folded.alert());
            results.add(folded.result());
        }
        List<AlertStore.Versioned> changed = new ArrayList<>();
        known.forEach((fingerprint, alert) -> {
            AlertStore.Versioned before = stored.get(fingerprint);
            if (before == null || before.alert() != alert) {
                changed.add(new AlertStore.Versioned(alert, before == null ? 0 : before.version()));
            }
        });
        return new Batch(changed, results);
    }

    private void tell(List<AlertNotice> notices, List<NoticeResult> results, Instant now) {
        for (int i = 0; i < notices.size(); i++) {
            AlertNotice notice = notices.get(i);
            tell(new AlertEvent.Received(notice, results.get(i), now));
            if (notice.status() == Alert.Status.FIRING
                    && Watchdog.ALERT_NAME.equals(notice.labels().get("alertname"))) {
                tell(new AlertEvent.WatchdogSeen(now));
            }
        }
    }

    private void tell(AlertEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    private record Batch(List<AlertStore.Versioned> changed, List<NoticeResult> results) {}

    /** How many notices had which result. */
    public record Summary(Map<NoticeResult, Integer> results) {

        public Summary {
            results = Map.copyOf(results);
        }

        private static Summary of(List<NoticeResult> results) {
            Map<NoticeResult, Integer> counts = new EnumMap<>(NoticeResult.class);
            results.forEach(result -> counts.merge(result, 1, Integer::sum));
            return new Summary(counts);
        }

        public int count(NoticeResult result) {
            return results.getOrDefault(result, 0);
        }
    }
}
