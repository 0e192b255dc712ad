package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.breaker.BreakerState;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.breaker.ForcedBreakers;
import io.spillway.server.node.SeenNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Breakers over HTTP: what they are on each node, and how a person holds them. */
final class BreakerApiTest {

    private static final String PATH = "/api/v1/breakers/probe-noop";

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsEachTypeOnEachLiveNode() {
        SeenNode broken = SampleNodes.brokenSite().nodes().getLast();
        server.others.add(broken);

        JsonNode types = json(server.get("/api/v1/breakers")).get("types");
        JsonNode stock = json(server.get("/api/v1/breakers")).at("/types/1");

        assertThat(types)
                .extracting(each -> each.get("type").textValue())
                .containsExactly("coupon-redeem", "stock-deduct");
        assertThat(stock.at("/nodes/0/state").textValue()).isEqualTo("closed");
        assertThat(stock.at("/nodes/1/node").textValue()).isEqualTo("node-2");
        assertThat(stock.at("/nodes/1/state").textValue()).isEqualTo("open");
        assertThat(stock.at("/nodes/1/why").textValue()).isEqualTo("tripped");
        assertThat(stock.at("/nodes/1/reason").textValue()).isEqualTo("in English");
        assertThat(stock.at("/nodes/1/attempts").intValue()).isEqualTo(2310);
        assertThat(stock.at("/nodes/1/failures").intValue()).isEqualTo(19);
        assertThat(stock.at("/nodes/1/until").textValue())
                .isEqualTo(Samples.NOW.plusSeconds(5).toString());
    }

    @Test
    void aNodeThatIsGoneHasNoBreakers() {
        SeenNode broken = SampleNodes.brokenSite().nodes().getLast();
        server.others.add(new SeenNode(broken.record(), broken.lastSeen(), Duration.ofMinutes(5)));

        JsonNode nodes = json(server.get("/api/v1/breakers")).at("/types/1/nodes");

        assertThat(nodes).hasSize(1);
    }

    @Test
    void aPersonHoldsOneOpenOnAllNodesUntilAnEnd() {
        HttpResponse<String> answer = put("""
                {"state":"forced-open","reason":"the stock moves","ttl":"PT15M"}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode forced = json(answer).get("forced");
        assertThat(forced.get("state").textValue()).isEqualTo("forced-open");
        assertThat(forced.get("by").textValue()).isEqualTo("admin");
        assertThat(forced.get("reason").textValue()).isEqualTo("the stock moves");
        assertThat(forced.get("until").textValue())
                .isEqualTo(Fakes.NOW.plusSeconds(900).toString());
        assertThat(server.breakers.breakers().of("probe-noop").permits(System.nanoTime()))
                .isZero();
        AuditEntry entry = server.audit.recent(1, null).getFirst();
        assertThat(entry.action()).isEqualTo("breaker.force");
        assertThat(entry.subject()).isEqualTo("probe-noop");
        assertThat(entry.change()).isEqualTo("by itself → forced-open for PT15M");
        assertThat(entry.reason()).isEqualTo("the stock moves");
    }

    @Test
    void letsGoOfWhatIsHeldOnce() {
        put("{\"state\":\"forced-open\",\"reason\":\"the stock moves\",\"ttl\":\"PT15M\"}");

        HttpResponse<String> first = server.call("DELETE", PATH + "?reason=moved", null);
        int entries = server.audit.recent(10, null).size();
        HttpResponse<String> again = server.call("DELETE", PATH, null);

        assertThat(json(first).has("forced")).isFalse();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(server.audit.recent(10, null)).hasSize(entries);
        AuditEntry entry = server.audit.recent(1, null).getFirst();
        assertThat(entry.change()).isEqualTo("forced-open → by itself");
        assertThat(entry.reason()).isEqualTo("moved");
        assertThat(server.breakers.breakers().find("probe-noop"))
                .hasValueSatisfying(each -> assertThat(each.state()).isEqualTo(BreakerState.HALF_OPEN));
    }

    @Test
    void letsGoOfATypeThatNoPluginKnowsAnyMore() {
        server.breakers.force(new ForcedBreakers.Change(
                "gone-type", ForcedBreaker.Mode.FORCED_OPEN, "ada", "why", Duration.ofMinutes(5)));

        assertThat(server.call("DELETE", "/api/v1/breakers/gone-type", null).statusCode())
                .isEqualTo(200);
        assertThat(server.breakers.held("gone-type")).isEmpty();
        assertThat(server.call("DELETE", "/api/v1/breakers/gone-type", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void wantsAStateAReasonAndAnEnd() {
        HttpResponse<String> answer = put("{\"state\":\"ajar\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("must be forced-open or forced-closed", "/reason", "/ttl");
        assertThat(server.audit.recent(10, null)).isEmpty();
    }

    @Test
    void knowsNoOtherType() {
        assertThat(server.call("PUT", "/api/v1/breakers/probe-nop", "{}").statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> put(String body) {
        return server.call("PUT", PATH, body);
    }

    private static ObjectNode json(HttpResponse<String> answer) {
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
