package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.plugin.api.Cause;
import io.spillway.server.task.Task;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters found, summed up and exported over HTTP, on a real Redis. */
final class LetterApiTest extends LetterApiScene {

    @Test
    void lettersAreFoundByWhatTheyAre() {
        Task gateway = scene.failed("A-1", Cause.THIRD_PARTY, "HTTP 502 from the gateway");
        Task item = scene.failed("A-2", Cause.INVALID, "no such item");

        assertThat(found("")).containsExactly(id(item), id(gateway));
        assertThat(found("?type=coupon&cause=third-party")).containsExactly(id(gateway));
        assertThat(found("?text=GATEWAY")).containsExactly(id(gateway));
        assertThat(found("?text=HTTP+%23+from")).containsExactly(id(gateway));
        assertThat(found("?key=order:A-2")).containsExactly(id(item));
        assertThat(found("?key=" + item.id().ulid())).containsExactly(id(item));
        assertThat(found("?since=PT1M")).hasSize(2);
        assertThat(found("?until=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(found("?type=nobody")).isEmpty();
    }

    @Test
    void aPageSaysHowFarItHasLookedAndWhereItGoesOn() {
        for (int i = 0; i < 5; i++) {
            scene.failed("A-" + i, Cause.BUG, "no");
        }

        JsonNode first = json(server.get("/api/v1/dead-letters?limit=2"));
        JsonNode second = json(server.get(
                "/api/v1/dead-letters?limit=9&cursor=" + first.path("next").asText()));

        assertThat(first.path("looked").asInt()).isEqualTo(2);
        assertThat(first.path("of").asInt()).isEqualTo(5);
        assertThat(second.path("deadLetters")).hasSize(3);
        assertThat(second.path("looked").asInt()).isEqualTo(5);
        assertThat(second.path("next").isNull()).isTrue();
        JsonNode letter = second.path("deadLetters").get(0);
        assertThat(letter.path("error").path("cause").asText()).isEqualTo("bug");
        assertThat(letter.path("idempotencyKey").asText()).isEqualTo("order:A-2");
        assertThat(letter.path("payloadBytes").asInt()).isPositive();
        assertThat(letter.has("payload")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cause=gremlins",
                "since=yesterday",
                "since=-PT1H",
                "until=P9999999D",
                "cursor=nonsense",
                "limit=0",
                "limit=1001"
            })
    void aQuestionThatCannotBeUnderstoodIsSaidSo(String query) {
        HttpResponse<String> answer = server.get("/api/v1/dead-letters?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("?" + query.split("=", 2)[0]);
    }

    @Test
    void theSummarySaysWhatFailed() {
        scene.failed("A-1", Cause.THIRD_PARTY, "HTTP 502 for A-1");
        scene.failed("A-2", Cause.THIRD_PARTY, "HTTP 503 for A-2");
        scene.failed("A-3", Cause.INVALID, "no such item");

        JsonNode summary = json(server.get("/api/v1/dead-letters/summary"));

        JsonNode group = summary.path("groups").get(0);
        assertThat(group.path("text").asText()).isEqualTo("HTTP # for A-#");
        assertThat(group.path("count").asInt()).isEqualTo(2);
        assertThat(summary.path("times").path("complete").asBoolean()).isTrue();
        int sum = 0;
        for (JsonNode each : summary.path("times").path("counts")) {
            sum += each.asInt();
        }
        assertThat(sum).isEqualTo(3);
    }

    @Test
    void lettersAreExportedWithTheirPayloadsOneALine() {
        scene.failed("A-1", Cause.BUG, "one");
        scene.failed("A-2", Cause.INVALID, "two");

        HttpResponse<String> all = server.get("/api/v1/dead-letters/export");
        HttpResponse<String> some = server.get("/api/v1/dead-letters/export?type=coupon&cause=bug");

        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.headers().firstValue("Content-Type").orElse("")).startsWith("application/x-ndjson");
        assertThat(all.headers().firstValue("Content-Disposition").orElse(""))
                .contains("attachment", "dead-letters-2026-11-23T0800Z.ndjson");
        List<String> lines = all.body().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(parse(lines.getFirst()).path("payload").path("orderId").asText())
                .isEqualTo("A-2");
        assertThat(some.body().lines()).hasSize(1);
        assertThat(some.headers().firstValue("Content-Disposition").orElse("")).contains("dead-letters-coupon-2026");
        assertThat(server.get("/api/v1/dead-letters/export?format=xls").statusCode())
                .isEqualTo(400);
    }

    @Test
    void noCellOfAnExportIsAFormula() {
        scene.failed(LetterScene.TYPE, "{}", "=HYPERLINK(\"http://evil\")", Cause.BUG, "@SUM(1,2)\n\"quoted\"");

        HttpResponse<String> csv = server.get("/api/v1/dead-letters/export?format=csv");

        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body())
                .startsWith(LetterCsv.HEADER + "\n")
                .contains(",\"'@SUM(1,2)\n\"\"quoted\"\"\",", ",\"'=HYPERLINK(\"\"http://evil\"\")\",");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"plain,plain", "-1,'-1", "+1,'+1", "=1,'=1", "@a,'@a", "`a,b`,`\"a,b\"`", "`a\"b`,`\"a\"\"b\"`"})
    void cellsAreHarmless(String text, String cell) {
        assertThat(LetterCsv.cell(text)).isEqualTo(cell);
        assertThat(LetterCsv.cell("\t=1")).startsWith("'");
        assertThat(LetterCsv.cell(null)).isEmpty();
    }
}
