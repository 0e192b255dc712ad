package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.spillway.server.alert.NoticeResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The series of what Alertmanager sends. */
public final class AlertMetrics {

    private static final List<String> RESULTS = Arrays.stream(NoticeResult.values())
            .map(result -> result.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Counter received;
    private final AtomicReference<Instant> watchdog;

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
