package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server of fakes, and what is sent to the task API. */
abstract class TaskApiScene {

    static final String NOOP = "{\"type\":\"probe-noop\",\"payload\":{}}";
    static final Task TASK = Fakes.task(TaskState.PENDING);

    static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() {
        server.submits.requests.clear();
        server.submits.answer = request -> new SubmitAnswer.Created(TASK);
        server.store.tasks.clear();
        server.store.fault = null;
        server.auditStore.down = false;
    }

    static HttpResponse<String> submit(String body, String... headers) {
        return server.call("POST", "/api/v1/tasks", body, headers);
    }

    static HttpResponse<String> batch(String body, String... headers) {
        return server.call("POST", "/api/v1/tasks/batch", body, headers);
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
