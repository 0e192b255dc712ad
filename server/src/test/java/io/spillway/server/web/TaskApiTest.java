package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.waiting.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskApiTest extends TaskApiScene {

    @Test
    void aTaskHasWhatItsDescriptionRequiresWhateverItsState() throws IOException {
        JsonNode required;
        try (InputStream in = NodeApi.class.getResourceAsStream("openapi.json")) {
            required = new ObjectMapper()
                    .readTree(in)
                    .path("components")
                    .path("schemas")
                    .path("Task")
                    .path("required");
        }

        for (TaskState state : TaskState.values()) {
            JsonNode task = new ObjectMapper()
                    .readTree(TaskJson.of(Fakes.bareTask(state)).toString());
            assertThat(required)
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(task.has(field.asText()))
                            .as(state + " " + field)
                            .isTrue());
        }
    }

    @Test
    void aTaskOfAPausedTypeIsTakenAndSaysWhatItWaitsFor() throws IOException {
        Instant until = Instant.parse("2026-11-23T12:00:00Z");
        server.submits.answer = request ->
                new SubmitAnswer.Created(TASK, Optional.of(new Admission.Pause(Tier.L2, new Scope.Site(), until)));

        JsonNode waiting = json(submit(NOOP)).path("waiting");
        JsonNode inBatch = json(batch("{\"tasks\":[" + NOOP + "]}"))
                .path("results")
                .path(0)
                .path("waiting");

        assertThat(waiting.path("why").asText()).isEqualTo("tier");
        assertThat(waiting.path("text").asText()).contains("L2");
        assertThat(waiting.path("until").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(inBatch).isEqualTo(waiting);
    }

    @ParameterizedTest
    @CsvSource({
        "cancel, PENDING, 200", "cancel, RUNNING, 200", "cancel, SUCCEEDED, 409", "cancel, FAILED, 409",
                "cancel, CANCELED, 409",
        "retry, PENDING, 409", "retry, RUNNING, 409", "retry, SUCCEEDED, 409", "retry, FAILED, 200",
                "retry, CANCELED, 200"
    })
    void aPersonMovesATaskWhereItsStateAllowsIt(String verb, TaskState state, int status) {
        Task task = Fakes.task(state);
        server.store.tasks.put(task.id(), task);
        int before = server.audit.recent(1000, null).size();

        HttpResponse<String> response = server.call("POST", "/api/v1/tasks/" + task.id() + "/" + verb, null);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(server.audit.recent(1000, null)).hasSize(status == 200 ? before + 1 : before);
        if (status == 409) {
            assertThat(response.body()).contains("\"state\":\"" + state.label() + "\"");
        }
    }

    @Test
    void nothingMovesWithoutItsAuditEntry() {
        Task task = Fakes.task(TaskState.RUNNING);
        server.store.tasks.put(task.id(), task);
        server.auditStore.down = true;

        HttpResponse<String> response = server.call("POST", "/api/v1/tasks/" + task.id() + "/cancel", null);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "probe-noop.0.01KAQF5E0000000000000000BB"})
    void anUnknownTaskIsNotFound(String id) {
        assertThat(server.get("/api/v1/tasks/" + id).statusCode()).isEqualTo(404);
        assertThat(server.call("POST", "/api/v1/tasks/" + id + "/cancel", null).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "state=done, '?state', 'pending, running'",
        "limit=0, '?limit', 'from 1 to 1000'",
        "limit=ten, '?limit', 'from 1 to 1000'",
        "cursor=nonsense, '?cursor', 'earlier page'"
    })
    void aBadQueryIsRefused(String query, String pointer, String detail) {
        HttpResponse<String> response = server.get("/api/v1/tasks?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(pointer).contains(detail);
    }

    @Test
    void theListIsAskedForAsTheQuerySays() throws IOException {
        server.store.tasks.put(TASK.id(), TASK);

        HttpResponse<String> response = server.get("/api/v1/tasks?type=probe-noop&state=failed&cursor=c&limit=7");

        assertThat(server.store.lastQuery)
                .isEqualTo(new io.spillway.server.task.TaskStore.Query("probe-noop", TaskState.FAILED, "c", 7));
        assertThat(json(response).path("tasks")).hasSize(1);
        assertThat(json(response).path("next").isNull()).isTrue();
    }

    @Test
    void storageThatDoesNotAnswerIsSaidSo() {
        server.store.fault = new QueueUnavailableException("down", new IllegalStateException());

        HttpResponse<String> response = server.get("/api/v1/tasks/" + TASK.id());

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void typesComeWithTheirBacklog() throws IOException {
        JsonNode type = json(server.get("/api/v1/task-types")).path("types").path(0);

        assertThat(type.path("type").asText()).isEqualTo("probe-noop");
        assertThat(type.path("payload").path(0).path("name").asText()).isEqualTo("a");
        assertThat(type.path("backlog").path("queued").path("CRITICAL").asInt()).isEqualTo(2);
        assertThat(type.path("backlog").path("oldestSeconds").asDouble()).isEqualTo(1.5);
    }

    @Test
    void aTaskThatWaitsSaysWhatForWhatMustChangeFirstFirst() throws IOException {
        Task task = Fakes.bareTask(TaskState.PENDING);
        server.store.tasks.put(task.id(), task);
        server.waits = List.of(
                new Reason.Paused("op", "a bad release", Fakes.NOW.plusSeconds(60)),
                new Reason.InQueue(12, false, Optional.empty(), Optional.of(Duration.ofMillis(2400))));

        JsonNode waiting = json(server.get("/api/v1/tasks/" + task.id())).get("waiting");

        assertThat(waiting.get("why").textValue()).isEqualTo("paused");
        assertThat(waiting.get("text").textValue()).isEqualTo("op paused the type: a bad release");
        assertThat(waiting.get("until").textValue()).isEqualTo("2026-11-23T08:01:00Z");
        assertThat(waiting.at("/also/0/why").textValue()).isEqualTo("queued");
        assertThat(waiting.at("/also/0/before").intValue()).isEqualTo(12);
        assertThat(waiting.at("/also/0/expectedWaitSeconds").doubleValue()).isEqualTo(2.4);
    }

    @Test
    void aTaskThatDoesNotWaitSaysNothingOfIt() throws IOException {
        Task task = Fakes.bareTask(TaskState.RUNNING);
        server.store.tasks.put(task.id(), task);

        assertThat(json(server.get("/api/v1/tasks/" + task.id())).get("waiting"))
                .isNull();
    }

    @Test
    void typesComeWithWhatTheyWantOfRetriesAndLimits() throws IOException {
        JsonNode type = json(server.get("/api/v1/task-types")).path("types").path(0);

        assertThat(type.path("retries").toString())
                .isEqualTo("{\"maxAttempts\":3,\"totalTime\":\"PT2H\",\"pauses\":{\"third-party\":["
                        + "{\"length\":\"PT0.05S\",\"jitter\":\"PT0.01S\"}]}}");
        assertThat(type.path("limits").toString()).isEqualTo("{\"perNode\":4,\"perSecond\":0.5}");
    }
}
