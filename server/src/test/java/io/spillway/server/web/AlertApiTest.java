package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.IntakeUnavailableException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AlertApiTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() {
        server.alerts = List.of();
        server.alertStore = () -> server.alerts;
    }

    @Test
    void aFiringControlAlertSaysWhatItDrives() throws IOException {
        server.alerts = List.of(alert("1111111111111111", Alert.Status.FIRING, "L2"));

        JsonNode alert = listed().get(0);

        assertThat(alert.path("fingerprint").asText()).isEqualTo("1111111111111111");
        assertThat(alert.path("status").asText()).isEqualTo("firing");
        assertThat(alert.path("labels").path("tier").asText()).isEqualTo("L2");
        assertThat(alert.path("startsAt").asText()).isEqualTo(Fakes.NOW.toString());
        assertThat(alert.path("drives").path("tier").asText()).isEqualTo("L2");
        assertThat(alert.path("drives").path("scope").asText()).isEqualTo("core");
    }

    @Test
    void aResolvedAlertDrivesNothingAndStandsBelowTheFiringOnes() throws IOException {
        server.alerts = List.of(
                alert("2222222222222222", Alert.Status.RESOLVED, "L2"),
                alert("3333333333333333", Alert.Status.FIRING, null));

        JsonNode alerts = listed();

        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(0).path("fingerprint").asText()).isEqualTo("3333333333333333");
        assertThat(alerts.get(0).has("drives")).isFalse();
        assertThat(alerts.get(1).path("status").asText()).isEqualTo("resolved");
        assertThat(alerts.get(1).has("drives")).isFalse();
    }

    @Test
    void anUnreachableStorageIsAPassingProblemForProgramsAndPeople() {
        server.alertStore = () -> {
            throw new IntakeUnavailableException("Redis does not answer", null);
        };

        HttpResponse<String> program = server.get("/api/v1/alerts");
        HttpResponse<String> person = server.get("/alerts");

        assertThat(program.statusCode()).isEqualTo(503);
        assertThat(program.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(program.body()).contains("urn:spillway:problem:unavailable");
        assertThat(person.statusCode()).isEqualTo(503);
    }

    @Test
    void saysWhatIsUnsureAboutAFiringAlert() throws IOException {
        Alert alert = alert("4444444444444444", Alert.Status.FIRING, null);
        server.alerts = List.of(new Alert(
                alert.fingerprint(),
                alert.status(),
                alert.labels(),
                alert.annotations(),
                alert.startsAt(),
                null,
                Fakes.NOW.minus(Duration.ofMinutes(7)),
                null,
                new Alert.Doubt(Fakes.NOW, Fakes.NOW),
                new Alert.Mute(1, 0)));

        JsonNode listed = listed().get(0);
        String page = server.get("/alerts").body();

        assertThat(listed.path("ambiguous").asBoolean()).isTrue();
        assertThat(listed.path("stale").asBoolean()).isTrue();
        assertThat(listed.path("muted").asBoolean()).isTrue();
        assertThat(page).contains("Resolved by one notice", "Not repeated for longer", "Muted in Alertmanager");
    }

    @Test
    void everyPageSaysThatTheWatchdogIsSilent() {
        Map<String, String> labels = Map.of("alertname", "SpillwayWatchdog");
        server.alerts = List.of(new Alert(
                "5555555555555555",
                Alert.Status.FIRING,
                labels,
                Map.of(),
                Fakes.NOW.minus(Duration.ofHours(1)),
                null,
                Fakes.NOW.minus(Duration.ofMinutes(6)),
                null));
        String silent = server.get("/tasks").body();
        String part = server.get("/tasks?fragment=main").body();
        server.alerts = List.of();
        String never = server.get("/tasks").body();

        assertThat(silent).contains("The watchdog has been silent for 6", "role=\"alert\"");
        assertThat(part).contains("The watchdog has been silent for 6");
        assertThat(never).contains("hidden=\"hidden\"").doesNotContain("silent for 6");
    }

    private static JsonNode listed() throws IOException {
        HttpResponse<String> response = server.get("/api/v1/alerts");
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body()).path("alerts");
    }

    private static Alert alert(String fingerprint, Alert.Status status, @Nullable String tier) {
        Map<String, String> labels = tier == null
                ? Map.of("alertname", "Shown")
                : Map.of("alertname", "Control", "purpose", "control", "tier", tier, "scope", "core");
        return new Alert(
                fingerprint,
                status,
                labels,
                Map.of(),
                Fakes.NOW,
                status == Alert.Status.RESOLVED ? Fakes.NOW.plus(Duration.ofMinutes(1)) : null,
                Fakes.NOW,
                null);
    }
}
