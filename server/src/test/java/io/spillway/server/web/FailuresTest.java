package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Role;
import io.spillway.server.node.NodeProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers are told when something is wrong with the request, or with the server. */
final class FailuresTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(
                Route.get("/broken", Permission.VIEW, ctx -> {
                    throw new IllegalStateException("secret detail");
                }),
                Route.get("/overflow", Permission.VIEW, ctx -> {
                    throw new StackOverflowError("secret detail");
                }));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anUnknownPathIsAProblem() throws IOException {
        JsonNode problem = problem(server.get("/api/v1/nowhere"), 404);

        assertThat(problem.path("type").asText()).isEqualTo("urn:spillway:problem:not-found");
        assertThat(problem.path("title").asText()).isEqualTo("Not found");
        assertThat(problem.path("instance").asText()).isEqualTo("/api/v1/nowhere");
    }

    @Test
    void aWrongMethodSaysWhichAreRight() throws IOException {
        HttpResponse<String> response = server.call("DELETE", "/api/v1/tasks", null);

        problem(response, 405);
        assertThat(response.headers().firstValue("Allow").orElse(""))
                .contains("GET")
                .contains("POST");
    }

    @Test
    void aBugGivesTheCallerANumberAndNothingElse() throws IOException {
        JsonNode problem = problem(server.get("/broken"), 500);

        assertThat(problem.path("errorId").asText()).hasSize(36);
        assertThat(problem.toString()).doesNotContain("secret").doesNotContain("IllegalState");
    }

    @Test
    void anErrorOfTheMachineEndsOneRequestOnly() throws IOException {
        JsonNode problem = problem(server.get("/overflow"), 500);

        assertThat(problem.toString()).doesNotContain("secret");
        assertThat(server.get("/-/healthy").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyWithoutLengthIsBoundedToo() throws IOException {
        HttpResponse<String> response = server.send(server.request("/api/v1/tasks")
                .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[5_000_000]))));

        problem(response, 413);
    }

    @Test
    void theWebhookSaysWhatIsWrong() throws IOException {
        server.webhook = body ->
                new AlertWebhook.Answer.Refused(List.of(new AlertWebhook.FieldProblem("/version", "must be \"4\"")));

        JsonNode problem = problem(server.call("POST", "/api/v1/alertmanager", "{}"), 400);

        assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo("/version");
    }

    @Test
    void theWebhookAsksForMorePatience() throws IOException {
        server.webhook = body -> new AlertWebhook.Answer.Unavailable();

        HttpResponse<String> response = server.call("POST", "/api/v1/alertmanager", "{}");

        problem(response, 503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void readinessSaysWhyNot() {
        server.problems.add(new NodeProblem(NodeProblem.Kind.REDIS_AWAY, "cache:6379", "refused"));
        server.problems.add(new NodeProblem(NodeProblem.Kind.REDIS_FULL, "cache:6379", "93"));

        HttpResponse<String> not = server.send(server.request("/-/ready"));
        server.problems.clear();
        HttpResponse<String> ready = server.send(server.request("/-/ready"));

        assertThat(not.statusCode()).isEqualTo(503);
        assertThat(not.body())
                .isEqualTo("{\"ready\":false,\"problems\":[\"Redis at cache:6379 does not answer: refused\"]}");
        assertThat(ready.statusCode()).isEqualTo(200);
    }

    @Test
    void aWarningKeepsNobodyFromBeingReady() {
        server.problems.add(new NodeProblem(NodeProblem.Kind.REDIS_FULL, "cache:6379", "93"));

        assertThat(server.send(server.request("/-/ready")).body()).isEqualTo("{\"ready\":true,\"problems\":[]}");
    }

    @Test
    void sessionsThatCanNotBeReadAreNoRefusal() throws IOException {
        server.sessionStore.down = true;
        try {
            String cookie = Guard.COOKIE + "=" + "a".repeat(43);

            problem(server.send(server.request("/api/v1/sla").header("Cookie", cookie)), 503);
            assertThat(server.send(server.request("/-/healthy").header("Cookie", cookie))
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            server.sessionStore.down = false;
        }
    }

    @Test
    void requestsAreMeasuredByTheirRouteNeverByTheirPath() {
        server.measured.clear();

        server.get("/api/v1/tasks/some-id");
        server.get("/wp-login.php");
        server.call("BREW", "/wp-login.php", null);

        assertThat(server.measured)
                .contains("GET /api/v1/tasks/{id} 404", "GET unmatched 404")
                .noneMatch(each -> each.contains("some-id") || each.contains("wp-") || each.contains("BREW"));
    }

    @Test
    void aPortInUseIsOneClearSentence() {
        RunningServer other = RunningServer.start();
        try (other) {
            WebServer second = server.another();

            assertThatThrownBy(() -> second.start(other.server().port(), "127.0.0.1"))
                    .isInstanceOf(WebServer.StartException.class)
                    .hasMessageStartingWith("Port " + other.server().port() + " on 127.0.0.1 can't be used");
        }
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).startsWith("urn:spillway:problem:");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        return problem;
    }
}
