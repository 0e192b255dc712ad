package io.spillway.server;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertEvent;
import io.spillway.server.alert.AlertStore;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.alertmanager.AlertmanagerConfig;
import io.spillway.server.alertmanager.Alertmanagers;
import io.spillway.server.alertmanager.Reconciler;
import io.spillway.server.alertmanager.TierAnnouncer;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.telemetry.AlertMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What alerts need beside the webhook: counting what notices leave open, and Alertmanager, which settles it, where it is configured. */
final class AlertSite implements AutoCloseable, AlertEvent.Listener, TierChange.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(AlertSite.class);
    private static final Duration COUNT = Duration.ofSeconds(5);
    /** Prometheus repeats an alert to Alertmanager once a minute. */
    private static final Duration WARM_UP = Duration.ofMinutes(2);

    private final Alerts alerts;
    private final AlertmanagerConfig config;
    private final InstantSource clock;
    private final AlertMetrics metrics;
    private final Optional<Alertmanagers> alertmanagers;
    private final Optional<Reconciler> reconciler;
    private final Optional<TierAnnouncer> announcer;
    private final List<RunUntilClosed> loops = new ArrayList<>();

    AlertSite(AlertmanagerConfig config, Sources sources, AlertMetrics metrics, InstantSource clock) {
        this.alerts = sources.alerts();
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.alertmanagers = Optional.of(config)
                .filter(AlertmanagerConfig::isConfigured)
                .map(each -> new Alertmanagers(each, WARM_UP, clock));
        Reconciler.Bounds bounds = new Reconciler.Bounds(
                config.reconcileEvery(),
                config.lease(),
                () -> sources.policy().get().pace().watchdogSilence());
        this.reconciler =
                alertmanagers.map(each -> new Reconciler(each, sources.store(), bounds, clock, new Told(metrics)));
        this.announcer = alertmanagers
                .filter(_ -> config.announce())
                .map(each -> new TierAnnouncer(each, clock, metrics::announced));
    }

    /** What it looks at. @param policy the present one */
    record Sources(AlertStore store, Alerts alerts, Supplier<DegradeConfig> policy) {}

    private record Told(AlertMetrics metrics) implements Reconciler.Listener {

        @Override
        public void drift(int ghosts, int missed, int muted) {
            metrics.drift(ghosts, missed, muted);
        }

        @Override
        public void reconciled(Instant at) {
            metrics.reconciled(at);
        }
    }

    void start() {
        loops.add(RunUntilClosed.start("count-unsure-alerts", this::countUnsure));
        reconciler.ifPresent(each -> {
            metrics.reconciled(clock.instant());
            each.wake();
            loops.add(RunUntilClosed.start("reconcile-alerts", each::awaitAndRun));
        });
        announcer.ifPresent(each -> loops.add(RunUntilClosed.start("announce-tiers", each::runOnce)));
    }

    /** A webhook was not the whole group. */
    void incomplete() {
        reconciler.ifPresent(Reconciler::wake);
    }

    @Override
    public void on(AlertEvent event) {
        reconciler.ifPresent(each -> each.on(event));
    }

    @Override
    public void on(TierChange change) {
        announcer.ifPresent(each -> each.on(change));
    }

    private Duration countUnsure() {
        try {
            List<Alert> firing = alerts.firing();
            Instant now = clock.instant();
            metrics.unsure(
                    firing.stream().filter(Alert::isAmbiguous).count(),
                    firing.stream()
                            .filter(each -> each.isStale(config.lease(), now))
                            .count());
        } catch (IntakeUnavailableException e) {
            LOG.debug("What is unsure about alerts is counted later: {}", e.getMessage());
        }
        return COUNT;
    }

    @Override
    public void close() {
        loops.reversed().forEach(RunUntilClosed::close);
        alertmanagers.ifPresent(Alertmanagers::close);
    }
}
