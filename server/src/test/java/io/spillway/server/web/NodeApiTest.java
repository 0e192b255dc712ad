package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NodeApiTest {

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aNodeTellsOfItsWorkersAndWhyTheyAreThatMany() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/nodes");

        JsonNode workers =
                new ObjectMapper().readTree(answer.body()).path("nodes").path(0).path("workers");
        assertThat(workers.path("busy").asInt()).isEqualTo(3);
        assertThat(workers.path("limit").asInt()).isEqualTo(64);
        assertThat(workers.path("min").asInt()).isEqualTo(4);
        assertThat(workers.path("max").asInt()).isEqualTo(128);
        assertThat(workers.path("decisions"))
                .hasSize(8)
                .anySatisfy(decision -> assertThat(decision)
                        .hasToString("{\"at\":\"" + Samples.NOW.minusSeconds(400)
                                + "\",\"direction\":\"grow\",\"from\":8,\"to\":16,\"cause\":\"p95\","
                                + "\"reason\":\"P95 231 ms over 200 ms\"}"));
    }
}
