package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The HTTP API, called with one token. */
public final class Api {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    private final URI base;
    private final String token;
    private final Duration patience;

    /** @param token empty to send none */
    Api(int port, String token) {
        this(port, token, LIMIT);
    }

    /** @param patience how long to wait for an answer */
    public Api(int port, String token, Duration patience) {
        this.base = URI.create("http://127.0.0.1:" + port);
        this.token = token;
        this.patience = patience;
    }

    /** An answer in full. */
    public record Answer(int status, HttpHeaders headers, String body) {

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + body, e);
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /** The body of one submission. */
    public static Map<String, Object> task(String type, Map<String, ?> payload) {
        return Map.of("type", type, "payload", payload);
    }

    static Map<String, Object> deduction(String traceId) {
        return task("stock-deduct", Map.of("sku", "sku-1", "quantity", 1, "traceId", traceId));
    }

    public Answer submit(Map<String, ?> task) {
        return send("POST", "/api/v1/tasks", json(task));
    }

    /** @param headers names and values in turn */
    Answer submit(Map<String, ?> task, String... headers) {
        return send(request("/api/v1/tasks")
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(json(task)))
                .build());
    }

    /** Submits and expects to be let through; the id. */
    public String submitted(Map<String, ?> task) {
        Answer answer = submit(task);
        if (answer.status() != 201) {
            throw new AssertionError("a submission was answered " + answer);
        }
        return answer.json().path("id").asText();
    }

    /** The results, in order. */
    public JsonNode batch(List<Map<String, Object>> tasks) {
        Answer answer = send("POST", "/api/v1/tasks/batch", json(Map.of("tasks", tasks)));
        JsonNode results = answer.json().path("results");
        if (answer.status() != 200 || results.size() != tasks.size()) {
            throw new AssertionError("a batch of " + tasks.size() + " was answered " + answer);
        }
        return results;
    }

    public JsonNode task(String id) {
        return get("/api/v1/tasks/" + id);
    }

    /** The task's state in upper case: {@code SUCCEEDED}. */
    public String state(String id) {
        return task(id).path("state").asText().toUpperCase(java.util.Locale.ROOT);
    }

    public void awaitState(String id, String state, Duration limit) {
        Await.until("task " + id + " in state " + state, limit, () -> state(id).equals(state));
    }

    public JsonNode taskTypes() {
        return get("/api/v1/task-types");
    }

    JsonNode plugins() {
        return get("/api/v1/plugins");
    }

    JsonNode alerts() {
        return get("/api/v1/alerts").path("alerts");
    }

    /** How many entries of the audit log say so of that subject, of the last thousand. */
    long audited(String action, String subject) {
        long count = 0;
        for (JsonNode entry : get("/api/v1/audit?limit=1000").path("entries")) {
            if (entry.path("action").asText().equals(action)
                    && entry.path("subject").asText().equals(subject)) {
                count++;
            }
        }
        return count;
    }

    /** What is in force for one scope. */
    Scope degradation(String scope) {
        for (JsonNode each : get("/api/v1/degradation").path("scopes")) {
            if (each.path("scope").asText().equals(scope)) {
                return Scope.of(each);
            }
        }
        throw new AssertionError("no scope " + scope);
    }

    /** One scope of the degradation. */
    record Scope(String tier, String state, double intensity, String since) {

        static Scope of(JsonNode json) {
            return new Scope(
                    json.path("tier").asText(),
                    json.path("state").asText(),
                    json.path("intensity").asDouble(),
                    json.path("since").asText());
        }
    }

    Answer engage(String scope, String tier, String reason, Duration ttl) {
        return send(
                "PUT",
                "/api/v1/degradation/" + scope,
                json(Map.of("tier", tier, "reason", reason, "ttl", ttl.toString())));
    }

    Answer release(String scope) {
        return send("DELETE", "/api/v1/degradation/" + scope, "");
    }

    public Samples metrics() {
        return Samples.parse(get("/metrics", "text/plain").body());
    }

    public JsonNode get(String path) {
        Answer answer = get(path, "application/json");
        if (answer.status() != 200) {
            throw new AssertionError("GET " + path + " was answered " + answer);
        }
        return answer.json();
    }

    public Answer get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET().build());
    }

    public Answer send(String method, String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Whether it is there and answers so; false if nothing listens. */
    public boolean answers(String path, int status) {
        try {
            return get(path, "*/*").status() == status;
        } catch (UncheckedIOException notListening) {
            return false;
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(patience);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " had no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + request.uri(), e);
        }
    }
}
