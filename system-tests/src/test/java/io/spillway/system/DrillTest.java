package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drills from the command line, with the real Prometheus and Alertmanager at shortened times. */
@Packaged
@Timeout(300)
final class DrillTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SCOPE = "service:probe-canary";

    @TempDir
    Path folder;

    private ServerSetup setup() {
        return ServerSetup.in(folder)
                .with("drill.rule-window", "25s")
                .with("drill.alert-within", "20s")
                .with("degrade.l1.min-hold", "15s")
                .with("degrade.ramp-step", "1s");
    }

    private RulesOverlay overlay(ServerProcess server, int alertmanager, int people) {
        return RulesOverlay.write(
                        folder.resolve("overlay"), new RulesOverlay.Ports(server.port(), alertmanager, people))
                .secret("metrics-token", server.token("metrics-token"))
                .secret("webhook-token", server.token("webhook-token"));
    }

    private Child drill(ServerProcess server, String... more) {
        Path home = Project.distribution();
        List<String> command = new ArrayList<>(List.of(
                Project.java(),
                "-cp",
                home.resolve("lib") + "/*",
                "io.spillway.server.Main",
                "drill",
                "--data",
                server.data().toString(),
                "--yes"));
        command.addAll(List.of(more));
        return Child.start(folder, "drill", command, Map.of());
    }

    private static void awaitWatchdog(Api api) {
        Await.until("the watchdog's alert", Duration.ofSeconds(60), () -> isKnown(api, "SpillwayWatchdog"));
    }

    private static boolean isKnown(Api api, String name) {
        for (JsonNode alert : api.alerts()) {
            if (alert.path("labels").path("alertname").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void provesTheLoopHopByHop() throws IOException {
        try (PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(setup())) {
            int port = Child.freePort();
            RulesOverlay overlay = overlay(server, port, people.port());
            try (AlertmanagerProcess _ = AlertmanagerProcess.start(folder, overlay.alertmanager(), port);
                    PrometheusProcess _ = PrometheusProcess.start(folder, overlay.prometheus())) {
                awaitWatchdog(server.api());
                try (Child child = drill(server, "--time-limit", "4m")) {
                    shedsOverHttp(server.api());
                    int code = child.exitCode(Duration.ofMinutes(4));
                    String said = child.out() + child.err();
                    System.out.println(said);
                    Files.writeString(Project.TARGET.resolve("drill.txt"), said);

                    assertThat(code).as(said + server.said()).isZero();
                    assertThat(said).contains("BASELINE", "RELEASING", "every promise held");
                }
                isReported(server.api());
                assertThat(people.wasTold("phone", "TaskErrorRateHigh"))
                        .as("nobody is called for a drill")
                        .isFalse();
            }
        }
    }

    /* What the drill sees in the process, seen from outside as a caller does. */
    private static void shedsOverHttp(Api api) {
        Await.until(
                "the tier of the canary",
                Duration.ofSeconds(90),
                () -> phase(api).equals("RECOVERY"));

        Api.Answer shed = Await.value(
                "a caller who is out",
                Duration.ofSeconds(10),
                () -> Optional.of(sheddable(api)).filter(each -> each.status() != 201));
        Api.Answer other = api.submit(Map.of("type", "probe-noop", "payload", Map.of(), "criticality", "SHEDDABLE"));
        Api.Answer critical = api.submit(Api.task("probe-canary", Map.of()));

        assertThat(shed.status()).as(shed.body()).isEqualTo(503);
        assertThat(Integer.parseInt(shed.header("Retry-After"))).isPositive();
        assertThat(other.status()).isEqualTo(201);
        assertThat(critical.status()).isEqualTo(201);
        assertThat(api.degradation(SCOPE).tier()).isEqualTo("L1");
        assertThat(api.send("POST", "/api/v1/drills", "{\"consent\":true,\"reason\":\"a second one\"}")
                        .status())
                .isEqualTo(409);
    }

    /* A tier that came in part sheds a part of the callers. */
    private static Api.Answer sheddable(Api api) {
        return api.submit(Map.of(
                "type",
                "probe-canary",
                "payload",
                Map.of(),
                "criticality",
                "SHEDDABLE",
                "idempotencyKey",
                UUID.randomUUID().toString()));
    }

    private static String phase(Api api) {
        return api.get("/api/v1/drills").path("drills").path(0).path("phase").asText();
    }

    private static void isReported(Api api) {
        JsonNode all = api.get("/api/v1/drills");
        JsonNode drill = all.path("drills").path(0);

        assertThat(all.path("provenAt").asText())
                .isEqualTo(drill.path("endedAt").asText());
        assertThat(drill.path("hops")).hasSize(11).allSatisfy(hop -> {
            assertThat(hop.path("seconds").isNumber()).as(hop.toString()).isTrue();
            assertThat(hop.path("verdict").asText()).as(hop.toString()).isEqualTo("held");
        });
        assertThat(drill.path("promises"))
                .hasSize(10)
                .allSatisfy(promise -> assertThat(promise.path("verdict").asText())
                        .as(promise.toString())
                        .isEqualTo("held"));
        /* Counted once the report is kept, which is what the command waits for. */
        Await.until(
                "the drill in the metrics",
                Duration.ofSeconds(20),
                () -> api.metrics().sum("spillway_drills_total", "result", "passed") == 1
                        && api.metrics().sum("spillway_drill_last_result") == 1);
        Await.until(
                "the canaries' letters, discarded",
                Duration.ofSeconds(20),
                () -> api.get("/api/v1/dead-letters/summary?type=probe-canary")
                                .path("total")
                                .asInt()
                        == 0);
        List<String> actions = new ArrayList<>();
        api.get("/api/v1/audit")
                .path("entries")
                .forEach(entry -> actions.add(entry.path("action").asText()));
        assertThat(actions).contains("drill.start", "drill.end", "degradation.engage", "degradation.release");
    }

    @Test
    void namesTheHopWhereAlertmanagerIsDownAndLeavesNothingEngaged() {
        try (PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(setup().with("drill.alert-within", "10s"))) {
            int port = Child.freePort();
            RulesOverlay overlay = overlay(server, port, people.port());
            try (PrometheusProcess _ = PrometheusProcess.start(folder, overlay.prometheus())) {
                try (AlertmanagerProcess _ = AlertmanagerProcess.start(folder, overlay.alertmanager(), port)) {
                    awaitWatchdog(server.api());
                }
                try (Child child = drill(server)) {
                    int code = child.exitCode(Duration.ofMinutes(2));

                    assertThat(code).as(child.said()).isEqualTo(1);
                    assertThat(child.out())
                            .contains("FAILED: No webhook about the canary's alert came within 25 s")
                            .contains("Whether the alert fires in Prometheus is not known here")
                            .containsPattern("webhook +- +15.00 s +not seen");
                }
                JsonNode scopes = server.api().get("/api/v1/degradation").path("scopes");
                scopes.forEach(scope -> assertThat(scope.path("tier").asText())
                        .as(scope.toString())
                        .isEqualTo("NONE"));
                assertThat(server.api().metrics().sum("spillway_drill_last_result"))
                        .isZero();
            }
        }
    }

    /** First of a drill that a tier elsewhere ends, then of one whose own tier its policy only observes. */
    @Test
    void saysWhichPromiseIsBrokenAndWhichHopTheDrillDidNotGetPast() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                overrides:
                  service:probe-canary:
                    L1: {observe: true}
                """);
        try (PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(setup().with("degrade.policy-file", policy.toString()))) {
            int port = Child.freePort();
            RulesOverlay overlay = overlay(server, port, people.port());
            try (AlertmanagerProcess _ = AlertmanagerProcess.start(folder, overlay.alertmanager(), port);
                    PrometheusProcess _ = PrometheusProcess.start(folder, overlay.prometheus())) {
                awaitWatchdog(server.api());
                isEndedByATierElsewhere(server);
                isNotShedWhatIsTooLateAndOnlyObserved(server);
            }
        }
    }

    private void isEndedByATierElsewhere(ServerProcess server) {
        Api api = server.api();
        try (Child child = drill(server)) {
            Await.until("a drill", LIMIT, () -> phase(api).equals("BASELINE"));
            Api.Answer elsewhere = api.engage("core", "L1", "meanwhile", Duration.ofMinutes(5));

            assertThat(elsewhere.status()).as(elsewhere.body()).isEqualTo(200);
            assertThat(child.exitCode(LIMIT)).as(child.said()).isEqualTo(1);
            assertThat(child.out())
                    .contains("was aborted: A tier came into force elsewhere, which comes first: core at L1.")
                    .containsPattern("scope +BROKEN +Other scopes: core at L1\\.")
                    .containsPattern("others +BROKEN +Shed as well: .*probe-noop");
        }
        assertThat(api.release("core").status()).isEqualTo(200);
        Await.until("no tier", LIMIT, () -> api.degradation("core").tier().equals("NONE"));
    }

    private void isNotShedWhatIsTooLateAndOnlyObserved(ServerProcess server) {
        Api api = server.api();
        try (Child child = drill(server, "--latency")) {
            assertThat(child.exitCode(Duration.ofMinutes(2))).as(child.said()).isEqualTo(1);
            assertThat(child.out())
                    .contains("FAILED: ", "observe", "nothing is shed")
                    .containsPattern("not-before +held ")
                    .containsPattern("webhook +held ")
                    .containsPattern("(?m)^tier +not seen")
                    .containsPattern("(?m)^shed +not seen");
        }
        assertThat(api.degradation(SCOPE).state()).isEqualTo("OBSERVE");
        JsonNode canaries = api.get("/api/v1/drills").path("drills").path(0).path("canaries");
        assertThat(canaries.path("injected").asInt()).as(canaries.toString()).isPositive();
        assertThat(canaries.path("shed").asInt()).as(canaries.toString()).isZero();
        Await.until(
                "the metric of the canaries that were too late",
                Duration.ofSeconds(10),
                () -> tooLate(api.metrics()) >= canaries.path("injected").asInt());
    }

    private static double tooLate(Samples metrics) {
        return metrics.sum("spillway_tasks_total", "type", "probe-canary", "outcome", "expired")
                + metrics.sum("spillway_tasks_total", "type", "probe-canary", "outcome", "failed");
    }

    @Test
    void refusesWithoutAWatchdogAndWithoutConsent() {
        try (ServerProcess server = ServerProcess.start(setup())) {
            try (Child child = drill(server)) {
                assertThat(child.exitCode(Duration.ofSeconds(60))).isEqualTo(1);
                assertThat(child.err()).contains("409", "the watchdog's alert has never come in");
            }

            Api.Answer answer = server.api().send("POST", "/api/v1/drills", "{\"reason\":\"no consent\"}");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("/consent");
        }
    }
}
