package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertEvent;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.ReadResult;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.alert.WebhookReader;
import io.spillway.server.testing.Conditions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Alertmanager that delivers to a real intake. */
final class ReconcilerTest {

    private static final String DOG = "alertname=" + Watchdog.ALERT_NAME + " purpose=control";
    private static final String CORE = "alertname=CorePathErrorRateHigh purpose=control";
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final String SITE = "alertname=SiteErrorRateHigh purpose=control";

    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final Alerts alerts = new Alerts(store);
    private final Instant since = Instant.now().minusSeconds(60);
    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);
    private final List<AlertEvent> events = new ArrayList<>();
    private final AlertIntake intake = new AlertIntake(store, clock, List.of(events::add));
    private final Turns turns = new Turns();
    private Receiver receiver;
    private RealAlertmanager alertmanager;
    private Alertmanagers asked;
    private Reconciler reconciler;

    private static final class Turns implements Reconciler.Listener {

        private Reconciliation.Drift last = new Reconciliation.Drift(0, 0, 0);
        private int complete;

        @Override
        public void drift(int ghosts, int missed, int muted) {
            last = new Reconciliation.Drift(ghosts, missed, muted);
        }

        @Override
        public void reconciled(Instant at) {
            complete++;
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        receiver = Receiver.start(this::take);
        Path config = Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: spillway, group_by: [purpose], group_wait: 0s, group_interval: 1s, repeat_interval: 1h, routes: [
                  {matchers: [purpose="notify"], receiver: people}]}
                receivers:
                  - {name: people}
                  - name: spillway
                    webhook_configs: [{url: "http://%s/", send_resolved: true, max_alerts: 2}]
                """.formatted(receiver.address()));
        alertmanager = new RealAlertmanager(config, folder.resolve("storage"));
        reconciler = reconciler(List.of(alertmanager.url()));
    }

    @AfterEach
    void stop() throws Exception {
        asked.close();
        alertmanager.close();
        receiver.close();
    }

    private Reconciler reconciler(List<URI> urls) {
        AlertmanagerConfig config =
                new AlertmanagerConfig(urls, Optional.empty(), "spillway", EVERY, Duration.ofMinutes(6), true);
        asked = new Alertmanagers(config, Duration.ZERO, clock);
        return new Reconciler(
                asked,
                store,
                new Reconciler.Bounds(config.reconcileEvery(), config.lease(), () -> Duration.ofMinutes(5)),
                clock,
                turns);
    }

    private synchronized void take(byte[] body) {
        if (new WebhookReader().read(body) instanceof ReadResult.Accepted accepted) {
            intake.accept(accepted.notices());
        }
    }

    private List<String> firing() {
        return alerts.firing().stream()
                .filter(alert -> !Watchdog.isWatchdog(alert))
                .map(alert -> alert.label("alertname"))
                .sorted()
                .toList();
    }

    private Alert core() {
        return alerts.all().stream()
                .filter(alert -> alert.label("alertname").equals("CorePathErrorRateHigh"))
                .findFirst()
                .orElseThrow();
    }

    private void fireAndHear(String... labels) {
        for (String each : labels) {
            alertmanager.fire(each, since);
        }
        Conditions.await("Alertmanager to have it", () -> alerts.all().size() >= labels.length);
    }

    @Test
    void anAlertThatIsResolvedWhileItIsSilencedEndsAfterTwoReconciliations() throws Exception {
        fireAndHear(DOG, CORE);
        alertmanager.silence("CorePathErrorRateHigh");
        Conditions.await("Alertmanager to have it", () -> alertmanager.alerts().contains("suppressed"));

        boolean whileMuted = reconciler.runOnce();
        Alert muted = core();
        alertmanager.resolve(CORE, since);
        Conditions.await("Alertmanager to have it", () -> !alertmanager.alerts().contains("CorePathErrorRateHigh"));
        boolean first = reconciler.runOnce();
        boolean tooSoon = reconciler.runOnce();
        List<String> afterOne = firing();
        ahead = EVERY;
        boolean second = reconciler.runOnce();

        assertThat(List.of(whileMuted, first, tooSoon, second)).containsOnly(true);
        assertThat(muted.isFiring()).isTrue();
        assertThat(muted.mute()).isEqualTo(new Alert.Mute(1, 0));
        assertThat(afterOne).containsExactly("CorePathErrorRateHigh");
        assertThat(firing()).isEmpty();
        assertThat(turns.last).isEqualTo(new Reconciliation.Drift(1, 0, 0));
        assertThat(turns.complete).isEqualTo(4);
    }

    @Test
    void whatATruncatedDeliveryLeftOutIsFetched() throws Exception {
        for (String each : List.of(
                DOG,
                CORE,
                SITE,
                "alertname=TaskErrorRateHigh purpose=control service=a",
                "alertname=TaskErrorRateHigh purpose=control service=b")) {
            alertmanager.fire(each, since);
        }
        Conditions.await(
                "Alertmanager to have it",
                () -> receiver.deliveries().stream()
                        .anyMatch(delivery -> delivery.body().contains("\"truncatedAlerts\":3")));

        reconciler.runOnce();

        assertThat(alerts.firing()).hasSize(5);
    }

    @Test
    void alertsOfOtherReceiversAreNoneOfItsBusiness() throws Exception {
        fireAndHear(DOG, CORE);
        alertmanager.fire("alertname=QueueWaitLong purpose=notify", since);
        Conditions.await("Alertmanager to have it", () -> alertmanager.alerts().contains("QueueWaitLong"));

        reconciler.runOnce();

        assertThat(firing()).containsExactly("CorePathErrorRateHigh");
    }

    @Test
    void aMemberThatDoesNotAnswerMakesTheRestUnknownNotEmpty() throws Exception {
        fireAndHear(DOG, CORE);
        alertmanager.resolve(CORE, since);
        Conditions.await("Alertmanager to have it", () -> firing().isEmpty());
        asked.close();
        reconciler = reconciler(List.of(alertmanager.url(), URI.create("http://127.0.0.1:1")));
        take(copy("firing"));

        boolean first = reconciler.runOnce();
        ahead = EVERY;
        boolean second = reconciler.runOnce();

        assertThat(List.of(first, second)).containsOnly(false);
        assertThat(core().isAmbiguous()).isTrue();
        assertThat(turns.complete).isZero();
    }

    @Test
    void aCopyThatTheEndOvertookEndsAsSoonAsAlertmanagerIsAsked() throws Exception {
        fireAndHear(DOG, CORE);
        alertmanager.resolve(CORE, since);
        Conditions.await("Alertmanager to have it", () -> firing().isEmpty());
        take(copy("firing"));
        Alert doubted = core();

        reconciler.runOnce();

        assertThat(doubted.isAmbiguous()).isTrue();
        assertThat(core().isFiring()).isFalse();
    }

    @Test
    void aFalseEndIsFoundOutAsSoonAsAlertmanagerIsAsked() throws Exception {
        fireAndHear(DOG, CORE);
        take(copy("resolved"));
        List<String> whileEnded = firing();
        take(copy("firing"));

        reconciler.runOnce();

        assertThat(whileEnded).isEmpty();
        assertThat(core().isFiring()).isTrue();
        assertThat(core().isAmbiguous()).isFalse();
    }

    @Test
    void nothingEndsWhileTheWatchdogIsNotListed() throws Exception {
        fireAndHear(DOG, CORE);
        alertmanager.resolve(DOG, since);
        alertmanager.silence("CorePathErrorRateHigh");
        Conditions.await("Alertmanager to have it", () -> alertmanager.alerts().contains("suppressed"));
        alertmanager.resolve(CORE, since);
        Conditions.await("Alertmanager to have it", () -> alertmanager.alerts().equals("[]\n"));

        reconciler.runOnce();
        ahead = EVERY;
        reconciler.runOnce();
        ahead = EVERY.multipliedBy(2);
        reconciler.runOnce();

        assertThat(firing()).containsExactly("CorePathErrorRateHigh");
    }

    private byte[] copy(String status) {
        Alert alert = core();
        return """
                {"version":"4","alerts":[{"status":"%s","labels":{"alertname":"CorePathErrorRateHigh","purpose":"control"},
                "startsAt":"%s","endsAt":"%s","fingerprint":"%s"}]}""".formatted(
                        status,
                        alert.startsAt(),
                        status.equals("firing") ? "0001-01-01T00:00:00Z" : clock.instant(),
                        alert.fingerprint())
                .getBytes(StandardCharsets.UTF_8);
    }
}
