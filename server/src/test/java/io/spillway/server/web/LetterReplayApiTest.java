package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.plugin.api.Cause;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person does with one dead letter over HTTP, on a real Redis. */
final class LetterReplayApiTest extends LetterApiScene {

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
}
