package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.auth.Role;
import io.spillway.server.limits.ManualLimits;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits over HTTP: what holds, who said so, and how a person changes it. */
final class LimitApiTest {

    private static final String PATH = "/api/v1/limits/probe-noop";

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsWhatHoldsWhereItComesFromAndWhatIsInUse() {
        JsonNode json = json(server.get(PATH));

        assertThat(json.at("/limits/perNode"))
                .isEqualTo(Json.object().put("value", 4).put("from", "type"));
        assertThat(json.at("/limits/perSecond/value").doubleValue()).isEqualTo(0.5);
        assertThat(json.at("/limits/concurrency/value").isNull()).isTrue();
        assertThat(json.get("paused").booleanValue()).isFalse();
        assertThat(json.get("set")).isNull();
        assertThat(json.at("/use/running").intValue()).isEqualTo(6);
        assertThat(json.at("/use/startsLastSecond").doubleValue()).isEqualTo(41.3);
        assertThat(json.at("/use/parked").intValue()).isEqualTo(3);
        assertThat(json.at("/use/keys/0/key").textValue()).isEqualTo("acct-1");
    }

    @Test
    void listsTypesWithoutAHandlerAsWell() {
        List<String> types = new ArrayList<>();
        json(server.get("/api/v1/limits"))
                .get("types")
                .forEach(each -> types.add(
                        each.get("type").textValue() + " " + each.get("handled").booleanValue()));

        assertThat(types).containsExactly("forgotten false", "probe-noop true");
    }

    @Test
    void aPersonSetsLimitsForAWhile() {
        HttpResponse<String> answer = put("""
                {"concurrency":8,"perKey":null,"reason":"the gateway is slow","ttl":"PT2H"}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode json = json(answer);
        assertThat(json.at("/limits/concurrency"))
                .isEqualTo(Json.object().put("value", 8).put("from", "person"));
        assertThat(json.at("/limits/perSecond/from").textValue()).isEqualTo("type");
        assertThat(json.at("/set/by").textValue()).isEqualTo("admin");
        assertThat(json.at("/set/reason").textValue()).isEqualTo("the gateway is slow");
        assertThat(json.at("/set/until").textValue()).isEqualTo("2026-11-23T10:00:00Z");
        AuditEntry entry = server.audit.recent(1, null).getFirst();
        assertThat(entry.action()).isEqualTo("limits.set");
        assertThat(entry.subject()).isEqualTo("probe-noop");
        assertThat(entry.change()).isEqualTo("none by hand → concurrency 8 for PT2H");
    }

    @Test
    void noTaskAtTheSameTimeIsAPause() {
        JsonNode json = json(put("{\"concurrency\":0,\"reason\":\"a bad release\"}"));

        assertThat(json.get("paused").booleanValue()).isTrue();
        assertThat(server.audit.recent(1, null).getFirst().change()).isEqualTo("none by hand → paused");
    }

    @Test
    void aLimitOfTheTypeIsLifted() {
        JsonNode json = json(put("{\"perSecond\":\"none\",\"reason\":\"catching up\"}"));

        assertThat(json.at("/limits/perSecond/value").isNull()).isTrue();
        assertThat(json.at("/limits/perSecond/from").textValue()).isEqualTo("person");
        assertThat(json.at("/set/perSecond").textValue()).isEqualTo("none");
        assertThat(server.limits.set.get("probe-noop"))
                .extracting(each -> each.values().perSecond())
                .isEqualTo(Optional.of(Double.POSITIVE_INFINITY));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNothingChanges() {
        HttpResponse<String> answer = put("""
                {"concurrency":-1,"perSecond":0,"perKey":1.5,"ttl":"forever","limit":3}""");

        assertThat(answer.statusCode()).isEqualTo(400);
        List<String> pointers = new ArrayList<>();
        json(answer)
                .get("errors")
                .forEach(each -> pointers.add(each.get("pointer").textValue()));
        assertThat(pointers)
                .containsExactlyInAnyOrder("/concurrency", "/perSecond", "/perKey", "/reason", "/ttl", "/limit");
        assertThat(server.limits.set).isEmpty();
        assertThat(server.audit.recent(1, null)).isEmpty();
    }

    @Test
    void aChangeThatSetsNothingIsRefused() {
        HttpResponse<String> answer = put("{\"concurrency\":null,\"reason\":\"r\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("DELETE");
    }

    @Test
    void whatWasSetIsTakenBackOnce() {
        put("{\"concurrency\":8,\"reason\":\"r\"}");

        HttpResponse<String> first = server.call("DELETE", PATH + "?reason=all+is+well", null);
        HttpResponse<String> second = server.call("DELETE", PATH, null);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(json(first).get("set")).isNull();
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(server.audit.recent(10, null))
                .extracting(AuditEntry::action)
                .containsExactly("limits.clear", "limits.set");
        assertThat(server.audit.recent(1, null).getFirst().reason()).isEqualTo("all is well");
    }

    @Test
    void aTypeThatNobodyKnowsHasNoLimits() {
        HttpResponse<String> answer =
                server.call("PUT", "/api/v1/limits/probe-nop", "{\"concurrency\":8,\"reason\":\"r\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("did you mean probe-noop?");
        assertThat(server.get("/api/v1/limits/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void whoMayOnlyLookSetsNothing() {
        String viewer = server.sessions.begin(Role.VIEWER);

        HttpResponse<String> answer = server.send(server.request(PATH)
                .header("Cookie", Guard.COOKIE + "=" + viewer)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/json")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("{\"concurrency\":8,\"reason\":\"r\"}")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(server.limits.set).isEmpty();
    }

    @Test
    void nothingIsSetThatTheAuditLogCannotTakeDown() {
        server.auditStore.down = true;

        HttpResponse<String> answer = put("{\"concurrency\":8,\"reason\":\"r\"}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(server.limits.set).isEmpty();
    }

    @Test
    void aChangeSaysWhatStoodThereBefore() {
        server.limits.set(
                "probe-noop",
                new ManualLimits.Change(
                        new ManualLimits.Values(Optional.of(2), Optional.of(0.5), Optional.of(1)), "op", "r", null));

        put("{\"concurrency\":8,\"reason\":\"r\"}");

        assertThat(server.audit.recent(1, null).getFirst().change())
                .isEqualTo("concurrency 2, per second 0.5, per key 1 → concurrency 8");
    }

    private HttpResponse<String> put(String body) {
        return server.call("PUT", PATH, body);
    }

    private static ObjectNode json(HttpResponse<String> answer) {
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
