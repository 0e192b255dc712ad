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
