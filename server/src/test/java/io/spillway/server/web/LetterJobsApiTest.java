package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.plugin.api.Cause;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that replay or discard many dead letters, over HTTP, on a real Redis. */
final class LetterJobsApiTest extends LetterApiScene {

    @Test
    void manyAreReplayedByAJob() {
        for (int i = 0; i < 12; i++) {
            scene.failed("A-" + i, i % 3 == 0 ? Cause.INVALID : Cause.THIRD_PARTY, "HTTP 50" + i);
        }

        HttpResponse<String> answer = bulk(
                "replay",
                "{\"type\":\"coupon\",\"cause\":\"third-party\",\"perSecond\":1000,\"reason\":\"the gateway is back\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        String location = answer.headers().firstValue("Location").orElseThrow();
        JsonNode job = json(answer);
        assertThat(location).isEqualTo("/api/v1/replays/" + job.path("id").asText());
        assertThat(job.path("state").asText()).isEqualTo("running");
        assertThat(job.path("total").asInt()).isEqualTo(12);
        assertThat(job.path("by").asText()).isEqualTo("admin");
        assertThat(last().action()).isEqualTo("dead-letters.replay");
        assertThat(last().change()).isEqualTo("cause=third-party at 1000/s");

        while (json(server.get(location)).path("state").asText().equals("running")) {
            scene.bulk.runOnce();
        }
        job = json(server.get(location));
        assertThat(job.path("state").asText()).isEqualTo("finished");
        assertThat(job.path("done").asInt()).isEqualTo(8);
        assertThat(job.path("looked").asInt()).isEqualTo(12);
        assertThat(job.path("open").asInt()).isEqualTo(8);
        assertThat(job.path("node").asText()).isEqualTo("node-a");
        assertThat(found("")).hasSize(4);
        assertThat(json(server.get("/api/v1/replays")).path("replays")).hasSize(1);
    }

    @Test
    void aJobIsPausedResumedAndCanceled() {
        scene.failed("A-1", Cause.BUG, "no");
        String location = bulk("discard", "{\"type\":\"coupon\",\"perSecond\":0.1,\"reason\":\"test orders\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();

        HttpResponse<String> other = bulk("replay", "{\"type\":\"coupon\",\"perSecond\":5,\"reason\":\"r\"}");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(location).endsWith(json(other).path("replay").asText());
        assertThat(change(location, "pause")).isEqualTo("paused");
        assertThat(last().action()).isEqualTo("dead-letters.pause");
        assertThat(server.call("POST", location + "/pause", null).statusCode()).isEqualTo(409);
        assertThat(change(location, "resume")).isEqualTo("running");
        assertThat(change(location, "cancel")).isEqualTo("canceled");
        assertThat(server.call("POST", location + "/resume", null).statusCode()).isEqualTo(409);
        assertThat(server.get("/api/v1/replays/coupon.01KAQF5E0000000000000000AA")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/type",
                "{\"type\":\"coupon\",\"reason\":\"r\"}|/perSecond",
                "{\"type\":\"coupon\",\"perSecond\":5}|/reason",
                "{\"type\":\"coupon\",\"perSecond\":0,\"reason\":\"r\"}|/perSecond",
                "{\"type\":\"coupon\",\"perSecond\":\"5\",\"reason\":\"r\"}|/perSecond",
                "{\"type\":\"coupon\",\"perSecond\":1e9,\"reason\":\"r\"}|/perSecond",
                "{\"type\":\"coupon\",\"perSecond\":5,\"reason\":\"r\",\"cause\":\"x\"}|/cause",
                "{\"type\":\"coupon\",\"perSecond\":5,\"reason\":\"r\",\"since\":\"x\"}|/since",
                "{\"type\":\"coupon\",\"perSecond\":5,\"reason\":\"r\",\"txt\":\"x\"}|/txt"
            })
    void anOrderThatIsWrongStartsNothing(String body, String pointer) {
        HttpResponse<String> answer = bulk("replay", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"pointer\":\"" + pointer + "\"");
        assertThat(server.audit.recent(1, null)).isEmpty();
    }

    @Test
    void whatNoPluginRunsIsNotReplayedAndCanBeDiscarded() {
        scene.failed("gone", "{}", null, Cause.BUG, "no");

        assertThat(bulk("replay", "{\"type\":\"gone\",\"perSecond\":5,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(bulk("discard", "{\"type\":\"gone\",\"reason\":\"r\"}").statusCode())
                .isEqualTo(202);
    }

    private String change(String location, String verb) {
        return json(server.call("POST", location + "/" + verb, null))
                .path("state")
                .asText();
    }
}
