package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Notices;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.auth.Role;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillsInMemory;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drills over HTTP: consent, what speaks against one, what is shown, and how one ends. */
final class DrillApiTest {

    private static final String CONSENT = "{\"consent\":true,\"reason\":\"before the sale\"}";
    private static final DrillId ID = new DrillId("01KAQF5E0000000000000000AA");

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> post(String path, String body) {
        return server.send(server.request(path)
                .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.object(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private void hearTheWatchdog() {
        new AlertIntake(server.drillAlerts, () -> Fakes.NOW, List.of())
                .accept(List.of(
                        Notices.firing("00000000000000ff", Fakes.NOW, Map.of("alertname", "SpillwayWatchdog"))));
    }

    @Test
    void asksForConsentByName() {
        HttpResponse<String> none = post("/api/v1/drills", "{\"reason\":\"x\"}");
        HttpResponse<String> no = post("/api/v1/drills", "{\"consent\":false,\"rate\":1,\"reason\":\"x\"}");

        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(json(none).at("/errors/0/pointer").textValue()).isEqualTo("/consent");
        assertThat(json(no).get("errors")).hasSize(2);
        assertThat(server.auditStore.before(Long.MAX_VALUE, 9)).isEmpty();
    }

    @Test
    void refusesWhereTheWatchdogWasNeverHeard() {
        HttpResponse<String> response = post("/api/v1/drills", CONSENT);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(json(response).get("detail").textValue())
                .isEqualTo("A drill would prove nothing: the watchdog's alert has never come in,"
                        + " so Alertmanager is not connected.");
    }

    @Test
    void beginsOneAndNoSecondOne() {
        hearTheWatchdog();

        HttpResponse<String> first = post("/api/v1/drills", CONSENT);
        HttpResponse<String> second = post("/api/v1/drills", CONSENT);

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(json(first).get("phase").textValue()).isEqualTo("BASELINE");
        assertThat(json(first).get("timeLimit").textValue()).isEqualTo("PT1H");
        String id = json(first).get("id").textValue();
        assertThat(first.headers().firstValue("Location")).contains("/api/v1/drills/" + id);
        assertThat(json(server.get("/api/v1/drills/" + id)).get("reason").textValue())
                .isEqualTo("before the sale");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second).get("drill").textValue()).isEqualTo(id);
        assertThat(server.auditStore.before(Long.MAX_VALUE, 9))
                .extracting(AuditEntry::action)
                .containsExactly("drill.start");
    }

    @Test
    void showsWhatWasProvenAndWhen() {
        server.drillStore.begin(DrillsInMemory.underWay(ID, Fakes.NOW.minusSeconds(5_000)));
        server.drillStore.save(DrillsInMemory.passed(ID, Fakes.NOW.minusSeconds(5_000)));

        JsonNode all = json(server.get("/api/v1/drills"));
        JsonNode one = all.at("/drills/0");

        assertThat(all.get("provenAt").textValue())
                .isEqualTo(Fakes.NOW.minusSeconds(3_003).toString());
        assertThat(one.get("phase").textValue()).isEqualTo("DONE");
        assertThat(one.get("hops")).hasSize(11);
        assertThat(one.get("promises"))
                .allSatisfy(each -> assertThat(each.get("verdict").textValue()).isEqualTo("held"));
        assertThat(one.at("/hops/3/hop").textValue()).isEqualTo("webhook");
        assertThat(one.at("/hops/3/seconds").doubleValue()).isEqualTo(1);
        assertThat(one.at("/hops/3/boundSeconds").doubleValue()).isEqualTo(15);
    }

    @Test
    void asksTheOneThatRunsToEnd() {
        server.drillStore.begin(DrillsInMemory.underWay(ID, Fakes.NOW));

        HttpResponse<String> asked = post("/api/v1/drills/" + ID + "/abort?reason=enough", "");
        HttpResponse<String> unknown = post("/api/v1/drills/01KAQF5E0000000000000000ZZ/abort", "");

        assertThat(asked.statusCode()).isEqualTo(202);
        assertThat(server.drillStore
                        .save(DrillsInMemory.underWay(ID, Fakes.NOW))
                        .abort())
                .satisfies(abort -> assertThat(abort.reason()).isEqualTo("enough"));
        assertThat(unknown.statusCode()).isEqualTo(404);

        server.drillStore.save(DrillsInMemory.failed(ID, Fakes.NOW));

        assertThat(post("/api/v1/drills/" + ID + "/abort", "").statusCode()).isEqualTo(409);
    }
}
