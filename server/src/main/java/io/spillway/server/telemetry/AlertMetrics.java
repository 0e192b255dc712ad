package io.spillway.server.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.GaugeMetricFamily;
import io.spillway.server.alert.NoticeResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The series of what Alertmanager sends. */
public final class AlertMetrics {

    private static final List<String> RESULTS = Arrays.stream(NoticeResult.values())
            .map(result -> result.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Counter received;
    private static final List<String> WEBHOOKS = List.of("accepted", "refused", "unauthorized", "unavailable");
    private static final List<String> DRIFTS = List.of("ghost", "missed", "muted");

    private final AtomicReference<Instant> watchdog;
    private final AtomicReference<@Nullable Instant> reconciled = new AtomicReference<>();
    private final Counter webhooks;
    private final Counter announcements;
    private final Gauge drift;
    private final Gauge ambiguous;
    private final Gauge stale;

    AlertMetrics(CollectorRegistry registry, InstantSource clock) {
        watchdog = new AtomicReference<>(clock.instant());
        received = Counter.build(
                        "spillway_alerts_received_total", "Alerts that the webhook was sent, by what became of them.")
                .labelNames("status", "result")
                .withoutExemplars()
                .register(registry);
        for (String status : List.of("firing", "resolved")) {
            RESULTS.forEach(result -> received.labels(status, result));
        }
        received.labels("none", "refused");
        Gauge.build(
                        "spillway_alert_watchdog_age_seconds",
                        "Time since the watchdog alert was last heard of, or since the start if it never was.")
                .create()
                .setChild(new Gauge.Child() {
                    @Override
                    public double get() {
                        return Metrics.seconds(Duration.between(watchdog.get(), clock.instant()));
                    }
                })
                .register(registry);
        webhooks = Counter.build("spillway_webhooks_total", "Deliveries of Alertmanager, by what they were answered.")
                .labelNames("result")
                .withoutExemplars()
                .register(registry);
        WEBHOOKS.forEach(webhooks::labels);
        announcements = Counter.build(
                        "spillway_announcements_total",
                        "Changes of tiers for people, by whether Alertmanager took them.")
                .labelNames("result")
                .withoutExemplars()
                .register(registry);
        List.of("posted", "dropped").forEach(announcements::labels);
        drift = Gauge.build(
                        "spillway_alert_reconcile_drift",
                        "Alerts that fire here or in Alertmanager only, or are muted there, when it was last asked.")
                .labelNames("kind")
                .register(registry);
        DRIFTS.forEach(drift::labels);
        ambiguous = Gauge.build("spillway_alerts_ambiguous", "Alerts that fire by one notice and ended by another.")
                .register(registry);
        stale = Gauge.build("spillway_alerts_stale", "Alerts that fire and were not repeated for their lease.")
                .register(registry);
        registry.register(new ReconcileAge(clock));
    }

    /** Absent while nothing is reconciled. */
    private final class ReconcileAge extends Collector {

        private final InstantSource clock;

        ReconcileAge(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            Instant last = reconciled.get();
            return last == null
                    ? List.of()
                    : List.of(new GaugeMetricFamily(
                            "spillway_alert_reconcile_age_seconds",
                            "Time since Alertmanager was last asked in full, or since the start if it never was.",
                            Metrics.seconds(Duration.between(last, clock.instant()))));
        }
    }

    /**
     * Counts one delivery.
     *
     * @param result {@code accepted}, {@code refused}, {@code unauthorized} or {@code unavailable}
     */
    public void webhook(String result) {
        webhooks.labels(result).inc();
    }

    /** @param result {@code posted} or {@code dropped} */
    public void announced(String result, int count) {
        announcements.labels(result).inc(count);
    }

    public void drift(int ghosts, int missed, int muted) {
        drift.labels("ghost").set(ghosts);
        drift.labels("missed").set(missed);
        drift.labels("muted").set(muted);
    }

    /** Every member of Alertmanager's cluster answered, or is about to be asked for the first time. */
    public void reconciled(Instant at) {
        reconciled.set(at);
    }

    public void unsure(long ambiguous, long stale) {
        this.ambiguous.set(ambiguous);
        this.stale.set(stale);
    }

    /**
     * Counts one alert of a notification.
     *
     * @param status {@code firing} or {@code resolved}
     * @param result one word of a closed set, such as {@code accepted}
     */
    public void received(String status, String result) {
        received.labels(status, result).inc();
    }

    public void watchdogSeen(Instant at) {
        watchdog.accumulateAndGet(at, (last, now) -> now.isAfter(last) ? now : last);
    }
}
