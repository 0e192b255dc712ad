package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A server with dead letters in a real Redis, and what is asked of their API. */
abstract class LetterApiScene {

    final LetterScene scene = new LetterScene();
    final RunningServer server = scene.server;

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    List<String> found(String query) {
        List<String> ids = new ArrayList<>();
        json(server.get("/api/v1/dead-letters" + query))
                .path("deadLetters")
                .forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    HttpResponse<String> replay(Task task, @Nullable String body) {
        return server.call("POST", "/api/v1/dead-letters/" + task.id() + "/replay", body);
    }

    HttpResponse<String> bulk(String verb, String body) {
        return server.call("POST", "/api/v1/dead-letters/" + verb, body);
    }

    AuditEntry last() {
        return server.audit.recent(1, null).getFirst();
    }

    static String id(Task task) {
        return task.id().value();
    }

    static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isLessThan(500);
        return parse(response.body());
    }

    static JsonNode parse(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
