package io.spillway.server;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertEvent;
import io.spillway.server.telemetry.AlertMetrics;
import io.spillway.server.telemetry.LoopLatency;
import java.util.Locale;

/** Counts what Alertmanager delivers, and times the hop from an alert's start to its notification. */
record AlertTelemetry(AlertMetrics metrics, LoopLatency loop) implements AlertEvent.Listener {

    @Override
    public void on(AlertEvent event) {
        switch (event) {
            case AlertEvent.Received received -> {
                metrics.received(
                        received.status().name().toLowerCase(Locale.ROOT),
                        received.result().name().toLowerCase(Locale.ROOT));
                if (received.status() == Alert.Status.FIRING) {
                    loop.alertNotified(
                            received.notice().startsAt(),
                            received.at(),
                            "control".equals(received.notice().labels().get("purpose")));
                }
            }
            case AlertEvent.WatchdogSeen(java.time.Instant at) -> metrics.watchdogSeen(at);
        }
    }
}
