package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskBatchTest extends TaskApiScene {

    @Test
    void aBatchWithABadBudgetIsRefusedAsAWhole() {
        HttpResponse<String> response = batch("{\"tasks\":[" + NOOP + "]}", "grpc-timeout", "soon");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("The header grpc-timeout must be 1 to 8 digits, not all of them 0, and one of the units H,");
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void aBatchIsAnsweredOneByOneInOrder() throws IOException {
        server.submits.answer = request -> request.type().equals("gone")
                ? new SubmitAnswer.UnknownType("gone", null)
                : new SubmitAnswer.Created(TASK);

        HttpResponse<String> response =
                batch("{\"tasks\":[" + NOOP + ",{\"type\":\"gone\",\"payload\":{}},7,{\"type\":\"a\"}," + NOOP + "]}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode results = json(response).path("results");
        assertThat(results).hasSize(5);
        assertThat(results).extracting(each -> each.path("status").asInt()).containsExactly(201, 404, 400, 400, 201);
        assertThat(results.path(0).path("id").asText()).isEqualTo(TASK.id().value());
        assertThat(results.path(3)
                        .path("problem")
                        .path("errors")
                        .path(0)
                        .path("pointer")
                        .asText())
                .isEqualTo("/payload");
        assertThat(server.submits.requests).hasSize(3);
    }

    @Test
    void aBatchOfLinesSurvivesALineThatIsNoJson() throws IOException {
        HttpResponse<String> response = batch(NOOP + "\n\n{oops\r\n" + NOOP, "Content-Type", "application/x-ndjson");

        assertThat(json(response).path("results"))
                .extracting(each -> each.path("status").asInt())
                .containsExactly(201, 400, 201);
    }

    @Test
    void aBatchHasItsLimits() {
        String lines = IntStream.range(0, 10_001).mapToObj(i -> NOOP).collect(Collectors.joining("\n"));

        assertThat(batch(lines, "Content-Type", "application/x-ndjson").statusCode())
                .isEqualTo(400);
        assertThat(batch("{\"tasks\":[]}").statusCode()).isEqualTo(400);
        assertThat(batch("{\"tasks\":{}}").body()).contains("/tasks must be a list");
        assertThat(batch("{\"task\":[]}").body()).contains("did you mean tasks?");
        assertThat(batch("{\"tasks\":[" + NOOP + "]}", "Idempotency-Key", "k").statusCode())
                .isEqualTo(400);
        assertThat(batch(" ".repeat(8 * 1024 * 1024 + 1)).statusCode()).isEqualTo(413);
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void tenThousandTasksFitIntoABatch() throws IOException {
        String lines = IntStream.range(0, 10_000).mapToObj(i -> NOOP).collect(Collectors.joining("\n"));

        HttpResponse<String> response = batch(lines, "Content-Type", "application/x-ndjson");

        assertThat(json(response).path("results")).hasSize(10_000);
    }

    @ParameterizedTest
    @CsvSource({"grpc-timeout, 2S", "X-Request-Timeout-Ms, 2000"})
    void aCallersBudgetBoundsEveryTaskOfABatch(String header, String value) {
        String shorter = "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT1S\"}";
        String longer = "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT3S\"}";

        batch("{\"tasks\":[" + NOOP + "," + shorter + "," + longer + "]}", header, value);
        batch(NOOP + "\n" + shorter, header, value, "Content-Type", "application/x-ndjson");

        assertThat(server.submits.requests)
                .extracting(SubmitRequest::timeout)
                .containsExactly(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1));
    }
}
