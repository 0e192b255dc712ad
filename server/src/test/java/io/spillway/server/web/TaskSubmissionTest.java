package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskSubmissionTest extends TaskApiScene {

    @Test
    void aNewTaskIsCreatedWithItsLocation() throws IOException {
        HttpResponse<String> response = submit(NOOP);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Location")).hasValue("/api/v1/tasks/" + TASK.id());
        JsonNode task = json(response);
        assertThat(task.path("state").asText()).isEqualTo("pending");
        assertThat(task.path("traceId").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(task.path("error").path("cause").asText()).isEqualTo("third-party");
        assertThat(task.path("result").path("ok").asBoolean()).isTrue();
        assertThat(response.body()).contains("\"payload\":{\"a\":1.50}");
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(new SubmitAnswer.Existing(TASK), 200, "\"id\"", null),
                Arguments.of(new SubmitAnswer.KeyReused(TASK.id()), 422, "key-reused", null),
                Arguments.of(
                        new SubmitAnswer.UnknownType("prob-noop", "probe-noop"), 404, "did you mean probe-noop?", null),
                Arguments.of(
                        new SubmitAnswer.BadPayload(List.of(new FieldError("/quantity", "is required"))),
                        400,
                        "\"pointer\":\"/payload/quantity\",\"detail\":\"is required\"",
                        null),
                Arguments.of(
                        new SubmitAnswer.Shed(Tier.L2, new Scope.Core(), Duration.ofMillis(2500)),
                        503,
                        "\"type\":\"urn:spillway:problem:shed\"",
                        "3"),
                Arguments.of(
                        new SubmitAnswer.Busy(Duration.ofMillis(10), "It would have to wait for 70 s."),
                        429,
                        "\"detail\":\"It would have to wait for 70 s.\"",
                        "1"),
                Arguments.of(new SubmitAnswer.Unavailable(Duration.ofSeconds(5)), 503, "unavailable", "5"),
                Arguments.of(
                        new SubmitAnswer.Unavailable(Duration.ofSeconds(10), "It is nearly full."),
                        503,
                        "\"detail\":\"It is nearly full.\"",
                        "10"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void eachAnswerHasItsStatus(SubmitAnswer answer, int status, String body, String retryAfter) {
        server.submits.answer = request -> answer;

        HttpResponse<String> response = submit(NOOP);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(body);
        assertThat(response.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
    }

    @Test
    void everythingThatTheBodySaysArrives() {
        submit(
                "{\"type\":\"probe-noop\",\"payload\":{\"b\":[1,2.50],\"a\":null},\"idempotencyKey\":\"k\",\"criticality\":"
                        + "\"sheddable\",\"timeout\":\"PT3S\",\"delay\":\"PT1M\",\"caller\":\"c\"}",
                "X-Caller-Id",
                "another");

        assertThat(server.submits.requests)
                .containsExactly(new SubmitRequest(
                        "probe-noop",
                        "{\"b\":[1,2.50],\"a\":null}",
                        "k",
                        Criticality.SHEDDABLE,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1),
                        null,
                        "c"));
    }

    @Test
    void everythingThatTheHeadersSayArrives() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        submit(
                NOOP,
                "Idempotency-Key",
                "k",
                "X-Request-ID",
                "r",
                "X-Request-Timeout-Ms",
                "1500",
                "traceparent",
                trace,
                "X-Caller-Id",
                "c");

        assertThat(server.submits.requests)
                .containsExactly(
                        new SubmitRequest("probe-noop", "{}", "k", null, Duration.ofMillis(1500), null, trace, "c"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257})
    void aCallerWithoutANameOrWithALongOneIsRefused(int length) {
        HttpResponse<String> response = submit(NOOP, "X-Caller-Id", "c".repeat(length));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("X-Caller-Id must be 1 to 256 characters");
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void theShorterOfTwoTimeoutsHolds() {
        submit("{\"type\":\"t\",\"payload\":{},\"timeout\":\"PT3S\"}", "X-Request-Timeout-Ms", "5000");
        submit("{\"type\":\"t\",\"payload\":{},\"timeout\":\"PT3S\"}", "X-Request-Timeout-Ms", "2000");

        assertThat(server.submits.requests)
                .extracting(SubmitRequest::timeout)
                .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "99999999H, PT24H",
        "1H, PT1H",
        "2M, PT2M",
        "3S, PT3S",
        "1500m, PT1.5S",
        "00001500m, PT1.5S",
        "2500000u, PT2.5S",
        "99999999n, PT0.099999999S",
        "1n, PT0.001S"
    })
    void aBudgetMayComeAsGrpcWritesIt(String header, Duration timeout) {
        submit(NOOP, "grpc-timeout", header);

        assertThat(server.submits.requests).extracting(SubmitRequest::timeout).containsExactly(timeout);
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 2000, 3S, PT1S", "PT3S, 1000, 2S, PT1S", "PT3S, 2000, 1S, PT1S"})
    void theShortestOfAllBudgetsHolds(String timeout, String millis, String grpc, Duration shortest) {
        submit(
                "{\"type\":\"t\",\"payload\":{},\"timeout\":\"" + timeout + "\"}",
                "X-Request-Timeout-Ms",
                millis,
                "grpc-timeout",
                grpc);

        assertThat(server.submits.requests).extracting(SubmitRequest::timeout).containsExactly(shortest);
    }

    @Test
    void aRequestIdIsTheKeyWhereTheHandlerDerivesNone() {
        submit(NOOP, "X-Request-ID", "r-1");
        submit("{\"type\":\"probe-noop\",\"payload\":{\"derived\":1}}", "X-Request-ID", "r-2");

        assertThat(server.submits.requests)
                .extracting(SubmitRequest::idempotencyKey)
                .containsExactly("r-1", null);
    }

    @Test
    void aMalformedTraceparentIsIgnored() {
        HttpResponse<String> response = submit(NOOP, "traceparent", "nonsense");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(server.submits.requests)
                .extracting(SubmitRequest::traceparent)
                .containsExactly((String) null);
    }
}
