package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.Notices;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlertSiteTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final ManualClock clock = new ManualClock(T0);
    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final AlertIntake intake = new AlertIntake(store, clock, List.of());
    private final Alerts alerts = new Alerts(store);

    private AlertSite site(Map<String, String> settings) {
        SpillwayConfig config =
                SpillwayConfig.load(Optional.empty(), Map.of(), settings).config();
        return new AlertSite(
                config.alertmanager(),
                new AlertSite.Sources(store, alerts, config::degrade),
                new Metrics("test", clock, () -> 0).alerts(),
                clock);
    }

    /* Muted alerts are never repeated, and others after hours by Alertmanager's own defaults. */
    @Test
    void aDoubtThatNobodyCanBeAskedAboutStaysHoweverLongItIsNotRepeated() {
        intake.accept(List.of(
                Notices.resolved("0123456789abcdef", T0.minusSeconds(60), T0.minusSeconds(10)),
                Notices.firing("0123456789abcdef", T0.minusSeconds(60))));
        clock.advance(Duration.ofHours(1));
        intake.accept(List.of(
                Notices.firing("00000000000000d0", T0.minusSeconds(600), Map.of("alertname", Watchdog.ALERT_NAME))));

        for (Map<String, String> settings :
                List.of(Map.<String, String>of(), Map.of("alertmanager.urls", "http://127.0.0.1:1"))) {
            AlertSite site = site(settings);
            site.start();
            site.close(); // once each loop has had a turn

            assertThat(alerts.firing()).filteredOn(Alert::isAmbiguous).hasSize(1);
        }
    }
}
