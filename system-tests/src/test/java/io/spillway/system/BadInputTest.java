package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is refused with problem details that say where, and the server goes on. */
@Packaged
@Timeout(120)
final class BadInputTest {

    private static final String FIRING = """
            {"version":"%s","status":"firing","receiver":"spillway","groupKey":"{}","groupLabels":{},"alerts":%s}
            """;

    @TempDir
    static Path folder;

    private static StockRedis stock;
    private static ServerProcess server;
    private static String earlier;

    @BeforeAll
    static void start() {
        stock = StockRedis.start(folder);
        server = ServerProcess.start(ServerSetup.in(folder).withStockAt(stock.port()));
        earlier = server.api().submitted(Api.deduction("before all that is bad"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        stock.close();
    }

    @AfterEach
    void goesOnAndLosesNothing() {
        Api api = server.api();
        api.awaitState(earlier, "SUCCEEDED", Duration.ofSeconds(10));
        String id = api.submitted(Api.task("probe-noop", Map.of()));
        api.awaitState(id, "SUCCEEDED", Duration.ofSeconds(10));
        assertThat(api.answers("/-/ready", 200)).isTrue();
    }

    @Test
    void refusesAnUnknownType() {
        Api.Answer answer = server.api().submit(Api.task("stock-deducd", Map.of()));

        assertThat(problem(answer, 404)).contains("stock-deducd").contains("stock-deduct");
    }

    @Test
    void refusesAPayloadWithoutAField() {
        Api.Answer answer = server.api().submit(Api.task("stock-deduct", Map.of("quantity", 1, "traceId", "t-1")));

        assertThat(problem(answer, 400)).contains("sku");
        assertThat(pointers(answer)).containsExactly("/payload/sku");
    }

    @Test
    void refusesAPayloadWithAFieldOfAnotherType() {
        Api.Answer answer = server.api()
                .submit(Api.task("stock-deduct", Map.of("sku", "sku-1", "quantity", "three", "traceId", "t-2")));

        assertThat(problem(answer, 400)).contains("quantity");
        assertThat(pointers(answer)).containsExactly("/payload/quantity");
    }

    @Test
    void refusesASubmissionWithoutAType() {
        Api.Answer answer = server.api().submit(Map.of("payload", Map.of()));

        assertThat(problem(answer, 400)).contains("type");
        assertThat(pointers(answer)).contains("/type");
    }

    @Test
    void refusesWhatIsNoJson() {
        for (String body : List.of("{\"type\":", "stock-deduct", "", "[1,2", "\u0000")) {
            Api.Answer answer = server.api().send("POST", "/api/v1/tasks", body);

            assertThat(problem(answer, 400)).containsIgnoringCase("json");
        }
    }

    @Test
    void refusesFiveMegabytes() {
        String body = Api.json(Api.task("stock-deduct", Map.of("sku", "x".repeat(5 * 1024 * 1024))));

        Api.Answer answer = server.api().send("POST", "/api/v1/tasks", body);

        problem(answer, 413);
    }

    @Test
    void refusesOnlyTheBadTaskOfABatch() {
        JsonNode results = server.api()
                .batch(List.of(
                        Api.task("probe-noop", Map.of()),
                        Api.task("stock-deduct", Map.of("sku", "sku-1", "quantity", 0, "traceId", "t-3")),
                        Api.task("probe-noop", Map.of())));

        assertThat(results.findValuesAsText("status")).first().isEqualTo("201");
        assertThat(results.path(1).path("status").asInt()).isEqualTo(400);
        assertThat(results.path(1).path("problem").toString()).contains("quantity");
        assertThat(results.path(2).path("status").asInt()).isEqualTo(201);
    }

    @Test
    void refusesAWebhookWithoutAToken() {
        Api nobody = new Api(server.port(), "");

        problem(nobody.send("POST", "/api/v1/alertmanager", FIRING.formatted("4", "[]")), 401);
    }

    @Test
    void refusesAWebhookWithATokenForSomethingElse() {
        Api scraper = new Api(server.port(), server.token("metrics-token"));

        problem(scraper.send("POST", "/api/v1/alertmanager", FIRING.formatted("4", "[]")), 403);
    }

    @Test
    void refusesAWebhookOfAnotherVersion() {
        Api.Answer answer = webhook().send("POST", "/api/v1/alertmanager", FIRING.formatted("3", "[]"));

        problem(answer, 400);
        assertThat(pointers(answer)).containsExactly("/version");
    }

    @Test
    void refusesAWebhookThatIsNoJsonOrHasNoAlerts() {
        Api.Answer noJson = webhook().send("POST", "/api/v1/alertmanager", "{\"version\":\"4\"");
        Api.Answer noAlerts = webhook().send("POST", "/api/v1/alertmanager", FIRING.formatted("4", "7"));
        Api.Answer badAlert =
                webhook().send("POST", "/api/v1/alertmanager", FIRING.formatted("4", "[{\"status\":\"maybe\"}]"));

        assertThat(problem(noJson, 400)).containsIgnoringCase("json");
        problem(noAlerts, 400);
        assertThat(pointers(noAlerts)).containsExactly("/alerts");
        problem(badAlert, 400);
        assertThat(pointers(badAlert)).contains("/alerts/0/status");
        assertThat(server.api().alerts()).as("nothing of it was taken").isEmpty();
    }

    @Test
    void refusesAWebhookThatIsHugeDeepOrSaysThingsTwice() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String alert = Api.json(ControlAlert.ofService("probe-noop").firing(Instant.now()));
        String twice = alert.replace("\"status\":\"firing\"", "\"status\":\"firing\",\"status\":\"resolved\"");
        String manyLabels = alert.replace("\"labels\":{", "\"labels\":{" + labels(65));
        String longLabel = alert.replace("TaskErrorRateHigh", "x".repeat(5_000));
        String tooMany = "[" + ("{\"status\":\"firing\"},").repeat(10_000) + alert + "]";

        problem(deliver(FIRING.formatted("4", deep)), 400);
        problem(deliver(FIRING.formatted("4", "[" + twice + "]")), 400);
        problem(deliver(FIRING.formatted("4", "[" + manyLabels + "]")), 400);
        problem(deliver(FIRING.formatted("4", "[" + longLabel + "]")), 400);
        problem(deliver(FIRING.formatted("4", tooMany)), 400);
        problem(deliver(FIRING.formatted("4", "[" + alert + "]") + "{}"), 400);
        problem(deliver("\"" + "x".repeat(9 << 20) + "\""), 413);
        problem(deliver("[]"), 400);
        problem(deliver(FIRING.formatted("4", "[" + alert + ",{}]")), 400);

        assertThat(server.api().alerts()).as("nothing of it was taken").isEmpty();
        assertThat(server.api().get("/api/v1/degradation").path("revision").asLong())
                .as("revision of the tiers")
                .isZero();
    }

    @Test
    void refusesAWebhookWithAWrongToken() {
        String alert = Api.json(ControlAlert.ofService("probe-noop").firing(Instant.now()));
        Api stranger = new Api(server.port(), "x" + server.token("webhook-token"));

        problem(stranger.send("POST", "/api/v1/alertmanager", FIRING.formatted("4", "[" + alert + "]")), 401);

        assertThat(server.api().alerts()).as("nothing of it was taken").isEmpty();
    }

    private static String labels(int count) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < count; i++) {
            labels.append("\"l").append(i).append("\":\"v\",");
        }
        return labels.toString();
    }

    private static Api.Answer deliver(String body) {
        return webhook().send("POST", "/api/v1/alertmanager", body);
    }

    private static Api webhook() {
        return new Api(server.port(), server.token("webhook-token"));
    }

    /** The body, after a check of its form. */
    private static String problem(Api.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("title").asText()).isNotBlank();
        return answer.body();
    }

    private static List<String> pointers(Api.Answer answer) {
        return answer.json().path("errors").findValuesAsText("pointer");
    }
}
