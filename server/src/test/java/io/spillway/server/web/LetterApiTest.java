package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Cause;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters over HTTP, on a real Redis. */
final class LetterApiTest {

    private final LetterScene scene = new LetterScene();
    private final RunningServer server = scene.server;

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

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
    void aReplayWithoutAPayloadIsTheSameTaskAgain() {
        Task task = scene.failed("A-1", Cause.BUG, "no");

        HttpResponse<String> answer = replay(task, null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("id").asText()).isEqualTo(id(task));
        assertThat(json(answer).path("state").asText()).isEqualTo("pending");
        assertThat(last().action()).isEqualTo("dead-letter.replay");
        assertThat(scene.counted).containsExactly("replayed coupon 1");
        assertThat(replay(task, "{\"reason\":\"once more\"}").statusCode()).isEqualTo(409);
    }

    @Test
    void aReplayWithTheSamePayloadIsTheSameTaskAgain() {
        Task task = scene.failed("A-1", Cause.BUG, "no");

        HttpResponse<String> answer = replay(task, "{\"payload\":" + LetterScene.payload("A-1", 7) + "}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("id").asText()).isEqualTo(id(task));
    }

    @Test
    void aReplayWithAnotherPayloadIsAnotherTask() {
        Task task = scene.failed("A-1", Cause.INVALID, "no such user");

        HttpResponse<String> answer =
                replay(task, "{\"payload\":" + LetterScene.payload("A-1", 8) + ",\"reason\":\"a typo\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode next = json(answer);
        String nextId = next.path("id").asText();
        assertThat(nextId).isNotEqualTo(id(task));
        assertThat(next.path("replaces").asText()).isEqualTo(id(task));
        assertThat(next.path("idempotencyKey").asText()).isEqualTo("order:A-1");
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/tasks/" + nextId);
        JsonNode old = json(server.get("/api/v1/tasks/" + id(task)));
        assertThat(old.path("state").asText()).isEqualTo("failed");
        assertThat(old.path("replacedBy").asText()).isEqualTo(nextId);
        assertThat(found("")).isEmpty();
        List<AuditEntry> entries = server.audit.recent(2, null);
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly("dead-letter.replaced", "dead-letter.replace");
        assertThat(entries.get(1).change()).isEqualTo("failed → replaced; other: userId");
        assertThat(entries.get(1).reason()).isEqualTo("a typo");
        assertThat(scene.counted).containsExactly("replayed coupon 1");

        HttpResponse<String> again = replay(task, "{\"payload\":" + LetterScene.payload("A-1", 9) + "}");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).path("task").asText()).isEqualTo(nextId);
        assertThat(server.call("POST", "/api/v1/tasks/" + id(task) + "/retry", null)
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void whatIsWrongWithAPayloadIsSaidFieldByField() {
        Task task = scene.failed("A-1", Cause.INVALID, "no such user");

        HttpResponse<String> answer = replay(task, "{\"payload\":{\"userId\":\"x\"}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"pointer\":\"/payload/orderId\",\"detail\":\"is required\"", "/payload/userId");
        assertThat(server.audit.recent(1, null)).isEmpty();
        assertThat(found("")).hasSize(1);
    }

    @Test
    void aKeyOfAnotherTaskIsNamed() {
        Task owner = scene.pending(LetterScene.TYPE, LetterScene.payload("A-2", 1), "order:A-2");
        Task task = scene.failed("other", "{}", null, Cause.BUG, "no");
        Task letter = failedBehind(owner);

        HttpResponse<String> answer = replay(letter, "{\"payload\":" + LetterScene.payload("A-2", 8) + "}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).path("task").asText()).isEqualTo(id(owner));
        assertThat(last().action()).isEqualTo("dead-letter.refused");
        assertThat(scene.state(letter)).isEqualTo(TaskState.FAILED);
        assertThat(replay(task, "{\"payload\":{\"a\":1}}").body()).contains("No plugin here runs tasks of type other");
    }

    /* The scene claims one task at a time, so the owner is let out of the way first. */
    private Task failedBehind(Task owner) {
        scene.store.cancel(owner.id());
        Task letter = scene.failed("A-1", Cause.INVALID, "no such user");
        scene.store.retry(owner.id());
        return letter;
    }

    @Test
    void aKeyThatTheCallerChoosesIsTheNewTasks() {
        Task task = scene.failed("A-1", Cause.INVALID, "no");

        JsonNode next =
                json(replay(task, "{\"payload\":" + LetterScene.payload("A-1", 7) + ",\"idempotencyKey\":\"chosen\"}"));

        assertThat(next.path("idempotencyKey").asText()).isEqualTo("chosen");
        assertThat(next.path("id").asText()).isNotEqualTo(id(task));
        assertThat(replay(task, "{\"idempotencyKey\":\"k\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void aLetterIsDiscardedWithAReasonAndCanStillBeRetried() {
        Task task = scene.failed("A-1", Cause.INVALID, "no");
        String path = "/api/v1/dead-letters/" + id(task) + "/discard";

        assertThat(server.call("POST", path, "{}").statusCode()).isEqualTo(400);
        HttpResponse<String> answer = server.call("POST", path, "{\"reason\":\"a test order\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("discarded").asBoolean()).isTrue();
        assertThat(found("")).isEmpty();
        assertThat(last().reason()).isEqualTo("a test order");
        assertThat(scene.counted).containsExactly("discarded coupon 1");
        assertThat(server.call("POST", path, "{\"reason\":\"again\"}").statusCode())
                .isEqualTo(409);
        assertThat(server.call("POST", "/api/v1/tasks/" + id(task) + "/retry", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(server.get("/api/v1/tasks/" + id(task))).has("discarded"))
                .isFalse();
    }

    @Test
    void withoutAnAuditEntryNothingHappens() {
        Task task = scene.failed("A-1", Cause.INVALID, "no");
        server.auditStore.down = true;

        assertThat(replay(task, null).statusCode()).isEqualTo(503);
        assertThat(replay(task, "{\"payload\":" + LetterScene.payload("A-1", 8) + "}")
                        .statusCode())
                .isEqualTo(503);
        assertThat(server.call("POST", "/api/v1/dead-letters/" + id(task) + "/discard", "{\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(503);
        assertThat(bulk("replay", "{\"type\":\"coupon\",\"perSecond\":5,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(503);

        assertThat(found("")).containsExactly(id(task));
        assertThat(json(server.get("/api/v1/replays")).path("replays")).isEmpty();
    }

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

    private List<String> found(String query) {
        List<String> ids = new ArrayList<>();
        json(server.get("/api/v1/dead-letters" + query))
                .path("deadLetters")
                .forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    private HttpResponse<String> replay(Task task, @Nullable String body) {
        return server.call("POST", "/api/v1/dead-letters/" + task.id() + "/replay", body);
    }

    private HttpResponse<String> bulk(String verb, String body) {
        return server.call("POST", "/api/v1/dead-letters/" + verb, body);
    }

    private String change(String location, String verb) {
        return json(server.call("POST", location + "/" + verb, null))
                .path("state")
                .asText();
    }

    private AuditEntry last() {
        return server.audit.recent(1, null).getFirst();
    }

    private static String id(Task task) {
        return task.id().value();
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isLessThan(500);
        return parse(response.body());
    }

    private static JsonNode parse(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
