package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertmanagerConfigTest {

    private static final Path FILE = Project.ALERT_RULES.resolve("alertmanager.yml");

    private final JsonNode config = Project.yaml(FILE);

    static List<Rule> alerts() {
        return Rule.alerts();
    }

    @Test
    void amtoolAcceptsTheConfiguration() throws Exception {
        Tool.Result result = Tool.AMTOOL.run("check-config", FILE);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "control, critical, L3, spillway",
        "control, critical, L2, spillway",
        "control, warning,  L1, spillway",
        "control, info,     '', spillway",
        "control, none,     '', spillway",
        "notify,  critical, L3, people-site",
        "notify,  critical, L2, people-critical",
        "notify,  critical, '', people-critical",
        "notify,  warning,  L1, people-warning",
        "notify,  warning,  L3, people-warning",
        "notify,  info,     '', dashboard-only",
        "notify,  none,     '', dashboard-only",
        "'',      critical, L3, dashboard-only",
    })
    void eachPurposeAndSeverityReachesItsReceiverOnly(String purpose, String severity, String tier, String receiver)
            throws Exception {
        assertThat(route("alertname=Any", "purpose=" + purpose, "severity=" + severity, "tier=" + tier))
                .isEqualTo(receiver);
    }

    @ParameterizedTest
    @CsvSource({
        "people-site,       phone sms mail",
        "people-critical,   wecom phone",
        "people-warning,    wecom mail",
        "announce-site,     phone sms mail",
        "announce-critical, wecom phone",
        "announce-warning,  wecom mail",
    })
    void eachReceiverHasTheChannelsOfItsSeverity(String receiver, String channels) {
        List<String> found = new ArrayList<>();
        for (JsonNode each : config.path("receivers")) {
            if (each.path("name").asText().equals(receiver)) {
                each.path("webhook_configs").forEach(bridge -> {
                    String url = bridge.path("url").asText();
                    found.add(url.substring(url.lastIndexOf('/') + 1));
                });
                each.path("email_configs").forEach(_ -> found.add("mail"));
            }
        }

        assertThat(String.join(" ", found)).isEqualTo(channels);
    }

    @ParameterizedTest
    @CsvSource({
        "notify,  critical, L3,   engage,  announce-site",
        "notify,  critical, L1,   latch,   announce-critical",
        "notify,  warning,  L2,   engage,  announce-warning",
        "notify,  info,     L1,   step,    dashboard-only",
        "notify,  info,     NONE, release, dashboard-only",
        "control, critical, L3,   engage,  spillway",
    })
    void anAnnouncementReachesPeopleByItsSeverity(
            String purpose, String severity, String tier, String event, String receiver) throws Exception {
        assertThat(route(
                        "alertname=SpillwayTierChanged",
                        "purpose=" + purpose,
                        "severity=" + severity,
                        "tier=" + tier,
                        "event=" + event,
                        "scope=service:x",
                        "service=x"))
                .isEqualTo(receiver);
    }

    @Test
    void announcementsAreNeverGroupedAwayAndTheirEndsAreNoNews() {
        JsonNode route = config.at("/route/routes/2");

        assertThat(route.path("matchers"))
                .extracting(JsonNode::asText)
                .containsExactly("purpose=\"notify\"", "alertname=\"SpillwayTierChanged\"");
        assertThat(route.path("group_by"))
                .extracting(JsonNode::asText)
                .containsExactly("alertname", "scope", "tier", "event");
        for (String name : List.of("announce-site", "announce-critical", "announce-warning")) {
            assertThat(receiver(name).findValues("send_resolved")).isNotEmpty().noneMatch(JsonNode::asBoolean);
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyShippedAlertReachesSomebody(Rule alert) throws Exception {
        List<String> labels = new ArrayList<>(List.of("alertname=" + alert.name()));
        alert.labels().forEach((name, value) -> labels.add(name + "=" + value));

        String receiver = route(labels.toArray(String[]::new));

        boolean nobody = alert.label("purpose").equals("notify")
                && alert.label("severity").equals("info");
        assertThat(receiver.equals("dashboard-only")).as(receiver).isEqualTo(nobody);
    }

    @Test
    void theThreeSeveritiesAreGroupedAsPeopleReadThem() {
        assertThat(config.at("/route/group_by"))
                .extracting(JsonNode::asText)
                .containsExactly("alertname", "severity", "service");
    }

    @Test
    void whatDrivesTiersComesFirstAndDoesNotWait() {
        JsonNode control = config.at("/route/routes/0");

        assertThat(control.path("matchers")).extracting(JsonNode::asText).containsExactly("purpose=\"control\"");
        assertThat(control.path("receiver").asText()).isEqualTo("spillway");
        assertThat(control.path("group_wait").asText()).isEqualTo("0s");
        assertThat(control.path("group_interval").asText()).isEqualTo("20s");
        assertThat(control.path("repeat_interval").asText()).isEqualTo("5m");
        assertThat(control.at("/routes/0/repeat_interval").asText()).isEqualTo("1m");
        assertThat(config.findParents("continue")).isEmpty();
    }

    @Test
    void spillwayHearsTheEndsOfAlertsToo() {
        JsonNode webhook = receiver("spillway").at("/webhook_configs/0");

        assertThat(webhook.path("send_resolved").asBoolean()).isTrue();
        assertThat(webhook.path("max_alerts").asInt()).isZero();
        assertThat(webhook.at("/http_config/authorization/credentials_file").asText())
                .isEqualTo("secrets/webhook-token");
    }

    @Test
    void everyReceiverSaysWhetherItHearsOfEnds() {
        assertThat(config.path("receivers"))
                .isNotEmpty()
                .allSatisfy(receiver -> receiver.properties().stream()
                        .filter(entry -> entry.getKey().endsWith("_configs"))
                        .flatMap(entry -> entry.getValue().valueStream())
                        .forEach(channel -> assertThat(channel.has("send_resolved"))
                                .as(channel.toString())
                                .isTrue()));
    }

    @Test
    void noSecretIsInTheConfiguration() {
        String withoutComments = Project.text(FILE).replaceAll("(?m)^ *#.*$", "");

        assertThat(withoutComments).doesNotContainPattern("(?m)(credentials|password|secret|token|api_key):");
    }

    @Test
    void noInhibitionCanMuteWhatDrivesTiers() {
        assertThat(config.path("inhibit_rules")).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("target_matchers"))
                    .extracting(JsonNode::asText)
                    .contains("purpose=\"notify\"");
            assertThat(rule.path("equal")).isNotEmpty();
            assertThat(rule.has("name")).as("Alertmanager 0.25 knows no names").isFalse();
            assertThat(rule.has("target_match") || rule.has("target_match_re")).isFalse();
        });
    }

    @Test
    void theFirstPageReachesPeopleBeforeTheTierThatItEngagedMutesTheRest() {
        Duration groupWait =
                Duration.parse("PT" + config.at("/route/group_wait").asText());
        Duration mutedAfter = Rule.alerts().stream()
                .filter(alert -> alert.name().equals("ServiceDegraded"))
                .map(alert -> Duration.parse("PT" + alert.pending()))
                .findFirst()
                .orElseThrow();

        assertThat(mutedAfter).isGreaterThanOrEqualTo(groupWait.plusSeconds(20));
        assertThat(config.at("/route/routes").findValuesAsText("group_wait")).containsOnly("0s");
    }

    private JsonNode receiver(String name) {
        return config.path("receivers")
                .valueStream()
                .filter(receiver -> receiver.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String route(String... labels) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("config", "routes", "test", "--config.file=" + FILE));
        arguments.addAll(List.of(labels));
        Tool.Result result = Tool.AMTOOL.run(arguments.toArray());
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip().lines().reduce("", (warning, receiver) -> receiver);
    }
}
