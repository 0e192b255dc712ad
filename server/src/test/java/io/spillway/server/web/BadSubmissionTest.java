package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class BadSubmissionTest extends TaskApiScene {

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("", 400, "must be a JSON object"),
                Arguments.of("this is no JSON", 400, "The body is no JSON"),
                Arguments.of("{\"type\":", 400, "The body is no JSON"),
                Arguments.of("[]", 400, "must be a JSON object"),
                Arguments.of("null", 400, "must be a JSON object"),
                Arguments.of("{\"type\":\"a\",\"type\":\"b\",\"payload\":{}}", 400, "Duplicate field 'type'"),
                Arguments.of("{\"type\":\"a\",\"payload\":{\"x\":1,\"x\":2}}", 400, "Duplicate field 'x'"),
                Arguments.of(NOOP + "{}", 400, "The body is no JSON"),
                Arguments.of(NOOP + " x", 400, "The body is no JSON"),
                Arguments.of("{}", 400, "2 things are wrong"),
                Arguments.of("{\"type\":1,\"payload\":{}}", 400, "\"pointer\":\"/type\",\"detail\":\"must be a text\""),
                Arguments.of("{\"type\":\"a\",\"payload\":\"{}\"}", 400, "/payload must be an object"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"timout\":\"PT1S\"}", 400, "did you mean timeout?"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"x/y~z\":1}", 400, "\"pointer\":\"/x~1y~0z\""),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"timeout\":\"3s\"}", 400, "ISO 8601"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT25H\"}",
                        400,
                        "must lie between PT0.001S and PT24H"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT-1S\"}", 400, "must lie between"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"delay\":\"P31D\"}", 400, "/delay must lie between"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT99999999999999999999S\"}", 400, "ISO 8601"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"criticality\":\"HIGH\"}", 400, "CRITICAL_PLUS, CRITICAL"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"" + "k".repeat(257) + "\"}", 400, "256"),
                Arguments.of("[".repeat(100_000), 400, "The body is no JSON"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{\"x\":\"" + "y".repeat(5_000_000) + "\"}}", 413, "4096 KiB"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyIsRefusedAndNothingIsSubmitted(String body, int status, String detail) throws IOException {
        HttpResponse<String> response = submit(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(detail);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(response).path("instance").asText()).isEqualTo("/api/v1/tasks");
        assertThat(server.submits.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, application/x-www-form-urlencoded, 415",
        "Content-Type, text/plain, 415",
        "X-Request-Timeout-Ms, soon, 400",
        "X-Request-Timeout-Ms, 0, 400",
        "X-Request-Timeout-Ms, 86400001, 400",
        "X-Request-Timeout-Ms, -5, 400",
        "grpc-timeout, 5, 400",
        "grpc-timeout, S, 400",
        "grpc-timeout, 0S, 400",
        "grpc-timeout, 5s, 400",
        "grpc-timeout, 5 S, 400",
        "grpc-timeout, -5S, 400",
        "grpc-timeout, 1.5S, 400",
        "grpc-timeout, 123456789n, 400"
    })
    void aBadHeaderIsRefused(String name, String value, int status) {
        HttpResponse<String> response = submit(NOOP, name, value);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).containsAnyOf(name, "content type");
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void twoDifferentKeysAreRefused() {
        HttpResponse<String> response =
                submit("{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"k\"}", "Idempotency-Key", "other");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("/idempotencyKey");
    }
}
