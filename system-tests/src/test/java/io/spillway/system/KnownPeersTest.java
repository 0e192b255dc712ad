package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that was told where Alertmanager is, and a Prometheus that asks the server where the nodes are. */
@Packaged
@Timeout(180)
final class KnownPeersTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Pattern LISTED_NODES = Pattern.compile(
            "  - job_name: spillway\n    authorization:.*?static_configs:\n      - targets: \\[[^]]*]\n",
            Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void anAlertThatAlertmanagerCannotDeliverEngagesItsTierAndPeopleAreTold() {
        int port = Child.freePort();
        ServerSetup setup = ServerSetup.in(folder)
                .with("alertmanager.urls", "http://127.0.0.1:" + port)
                .with("alertmanager.reconcile-every", "1s");
        try (PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(setup)) {
            RulesOverlay overlay = RulesOverlay.write(
                            folder.resolve("overlay"), new RulesOverlay.Ports(server.port(), port, people.port()))
                    .secret("webhook-token", "not the server's");
            try (AlertmanagerProcess _ = AlertmanagerProcess.start(folder, overlay.alertmanager(), port)) {
                fire(port, new ControlAlert("CorePathErrorRateHigh", "L2", "core", "").labels());

                Await.until(
                        "tier L2 of the core path",
                        LIMIT,
                        () -> server.api().degradation("core").tier().equals("L2"));
                Await.until("a word to people", LIMIT, () -> people.wasTold("wecom", "SpillwayTierChanged"));

                Samples metrics = server.api().metrics();
                assertThat(metrics.sum("spillway_webhooks_total", "result", "accepted"))
                        .isZero();
                assertThat(metrics.sum("spillway_webhooks_total", "result", "unauthorized"))
                        .isPositive();
                assertThat(server.api().audited("degradation.engage", "core")).isOne();
            }
        }
    }

    @Test
    void prometheusFindsTheNodesByTheServersListAndSeesWhatAPersonHolds() throws IOException {
        int port = Child.freePort();
        try (PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(ServerSetup.in(folder))) {
            RulesOverlay overlay = RulesOverlay.write(
                            folder.resolve("overlay"), new RulesOverlay.Ports(server.port(), port, people.port()))
                    .secret("metrics-token", server.token("metrics-token"))
                    .secret("webhook-token", server.token("webhook-token"));
            Files.writeString(overlay.prometheus(), bySpillwaysList(Files.readString(overlay.prometheus())));

            try (AlertmanagerProcess alertmanager = AlertmanagerProcess.start(folder, overlay.alertmanager(), port);
                    PrometheusProcess prometheus =
                            PrometheusProcess.start(folder, overlay.prometheus(), Duration.ofSeconds(1))) {
                Await.until(
                        "a node that is scraped",
                        LIMIT,
                        () -> prometheus
                                .value("up{job=\"spillway\",degraded=\"\"}")
                                .equals(Optional.of(1.0)));

                hold(server, "service:probe-noop");
                hold(server, "site");

                Await.until(
                        "the site's label",
                        LIMIT,
                        () -> prometheus
                                .value("up{job=\"spillway\",degraded=\"true\"}")
                                .equals(Optional.of(1.0)));
                Await.until(
                        "the type's tier",
                        LIMIT,
                        () -> prometheus.isTrue("spillway_degradation_tier{scope=\"service:probe-noop\"} == 1"));
                mutesTheHeldTypeForPeopleOnly(server, port, alertmanager, people);
            }
        }
    }

    private static void hold(ServerProcess server, String scope) {
        Api.Answer answer = server.api().engage(scope, "L1", "maintenance", Duration.ofMinutes(5));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /* The alerts begin after the label is there: what began before may have gone out before. */
    private static void mutesTheHeldTypeForPeopleOnly(
            ServerProcess server, int port, AlertmanagerProcess alertmanager, PeopleBridge people) {
        Map<String, String> degraded =
                Map.of("alertname", "ServiceDegraded", "service", "probe-noop", "degraded", "true");
        Await.until(
                "the label degraded in Alertmanager",
                LIMIT,
                () -> alertmanager.state(degraded).equals("active"));
        ControlAlert control = ControlAlert.ofService("probe-noop");
        Map<String, String> muted = forPeople(control);
        Map<String, String> heard = forPeople(new ControlAlert("ServiceCpuHigh", "L1", "service", "probe-sleep"));

        fire(port, muted);
        fire(port, heard);
        fire(port, control.labels());

        Await.until("people who are told of another type", LIMIT, () -> people.wasTold("wecom", "ServiceCpuHigh"));
        Await.until("the control alert at the server", LIMIT, () -> hasReceived(server, control));
        assertThat(alertmanager.state(muted)).isEqualTo("suppressed");
        assertThat(alertmanager.state(heard)).isEqualTo("active");
        assertThat(alertmanager.state(control.labels())).isEqualTo("active");
        assertThat(people.wasTold("wecom", control.name()))
                .as("people were told of the type that is held")
                .isFalse();
    }

    private static Map<String, String> forPeople(ControlAlert alert) {
        Map<String, String> labels = new LinkedHashMap<>(alert.labels());
        labels.put("purpose", "notify");
        return labels;
    }

    private static boolean hasReceived(ServerProcess server, ControlAlert alert) {
        for (JsonNode each : server.api().alerts()) {
            if (Api.JSON.convertValue(each.path("labels"), Map.class).equals(alert.labels())) {
                return true;
            }
        }
        return false;
    }

    /** What is shipped as a comment, in the place of the list. */
    private static String bySpillwaysList(String shipped) {
        Matcher listed = LISTED_NODES.matcher(shipped);
        assertThat(listed.find()).as("the nodes in " + shipped).isTrue();
        String unlisted = listed.replaceFirst("");
        int comment = unlisted.indexOf("  # - job_name: spillway");
        assertThat(comment).as("the list to ask for in " + shipped).isPositive();
        String asking = unlisted.substring(comment).replaceAll("(?m)^  # ", "  ");
        String soon = asking.replaceFirst("(?m)^(\\s*- )(url: \\S+)$", "$1$2\n        refresh_interval: 1s");
        assertThat(soon).contains("refresh_interval");
        return unlisted.substring(0, comment) + soon;
    }

    private static void fire(int alertmanager, Map<String, String> labels) {
        Instant now = Instant.now();
        Map<String, Object> alert = Map.of(
                "labels",
                labels,
                "annotations",
                Map.of("summary", "a test's"),
                "startsAt",
                now.toString(),
                "endsAt",
                now.plus(Duration.ofMinutes(10)).toString());
        Api.Answer answer = new Api(alertmanager, "").send("POST", "/api/v2/alerts", Api.json(List.of(alert)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
