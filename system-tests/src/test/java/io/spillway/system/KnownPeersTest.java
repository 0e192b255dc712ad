package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    /** By the shipped mail, over an encrypted connection, and by WeCom as the configuration's comment says. */
    @Test
    void anAlertThatAlertmanagerCannotDeliverEngagesItsTierAndPeopleAreTold() throws Exception {
        Certificate certificate = Certificate.of("ip:127.0.0.1", folder);
        int port = Child.freePort();
        ServerSetup setup = ServerSetup.in(folder)
                .with("alertmanager.urls", "http://127.0.0.1:" + port)
                .with("alertmanager.reconcile-every", "1s");
        try (PeopleBridge people = PeopleBridge.start();
                MailSink mails = MailSink.start(certificate);
                WecomSink wecom = WecomSink.start();
                ServerProcess server = ServerProcess.start(setup)) {
            RulesOverlay overlay = RulesOverlay.write(
                            folder.resolve("overlay"), new RulesOverlay.Ports(server.port(), port, people.port()))
                    .mailTo(mails.port())
                    .wecomWithoutABridge("announce-warning", wecom.url())
                    .secret("webhook-token", "not the server's");
            try (AlertmanagerProcess alertmanager =
                    AlertmanagerProcess.start(folder, overlay.alertmanager(), port, certificate.environmentOfGo())) {
                alertmanager.fire(new ControlAlert("CorePathErrorRateHigh", "L2", "core", "").labels());

                Await.until(
                        "tier L2 of the core path",
                        LIMIT,
                        () -> server.api().degradation("core").tier().equals("L2"));
                isAnnounced(mails, wecom);

                Samples metrics = server.api().metrics();
                assertThat(metrics.sum("spillway_webhooks_total", "result", "accepted"))
                        .isZero();
                assertThat(metrics.sum("spillway_webhooks_total", "result", "unauthorized"))
                        .isPositive();
                assertThat(server.api().audited("degradation.engage", "core")).isOne();
            }
        }
    }

    private static void isAnnounced(MailSink mails, WecomSink wecom) {
        String title = "[WARNING] SpillwayTierChanged L2";
        MailSink.Mail mail = Await.value("a mail", LIMIT, () -> mails.about(title));
        JsonNode message = Await.value("a message by WeCom", LIMIT, () -> wecom.about(title));

        assertThat(mail.from()).isEqualTo("alertmanager@example.org");
        assertThat(mail.to()).containsExactly("on-call@example.org");
        assertThat(mail.text())
                .contains("text/plain", "Scope: core. Event: engage.", "Board: http://127.0.0.1:8080/degradation")
                .contains(
                        "text/html",
                        "<h2>" + title + "</h2>",
                        "<a href=\"http://127.0.0.1:8080/degradation\">Board</a>");
        assertThat(message.path("agentid").asText()).isEqualTo("1000002");
        assertThat(message.path("toparty").asText()).isEqualTo("2");
        assertThat(message.path("text").path("content").asText())
                .contains("Scope: core. Event: engage.", "Board: http://127.0.0.1:8080/degradation");
    }

    @Test
    void prometheusFindsTheNodesByTheServersListAndSeesASiteThatAPersonHolds() throws IOException {
        try (PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(ServerSetup.in(folder))) {
            RulesOverlay overlay = RulesOverlay.write(
                            folder.resolve("overlay"),
                            new RulesOverlay.Ports(server.port(), Child.freePort(), people.port()))
                    .secret("metrics-token", server.token("metrics-token"));
            Files.writeString(overlay.prometheus(), bySpillwaysList(Files.readString(overlay.prometheus())));

            try (PrometheusProcess prometheus = PrometheusProcess.start(folder, overlay.prometheus())) {
                Await.until(
                        "a node that is scraped",
                        LIMIT,
                        () -> prometheus
                                .value("up{job=\"spillway\",degraded=\"\"}")
                                .equals(Optional.of(1.0)));

                assertThat(server.api()
                                .engage("site", "L1", "maintenance", Duration.ofMinutes(5))
                                .status())
                        .isEqualTo(200);

                Await.until(
                        "the site's label",
                        LIMIT,
                        () -> prometheus
                                .value("up{job=\"spillway\",degraded=\"true\"}")
                                .equals(Optional.of(1.0)));
            }
        }
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
}
