package io.spillway.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.ServerAccess.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a running server about its drills. */
final class DrillClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String url;
    private final String token;

    private DrillClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    static DrillClient of(ServerAccess access) throws UnreachableException {
        return new DrillClient(access.url(), access.token());
    }

    JsonNode start(JsonNode order) throws UnreachableException, InterruptedException {
        return send("POST", "/api/v1/drills", BodyPublishers.ofString(order.toString()));
    }

    JsonNode all() throws UnreachableException, InterruptedException {
        return send("GET", "/api/v1/drills", BodyPublishers.noBody());
    }

    JsonNode find(String id) throws UnreachableException, InterruptedException {
        return send("GET", "/api/v1/drills/" + id, BodyPublishers.noBody());
    }

    JsonNode abort(String id) throws UnreachableException, InterruptedException {
        return send("POST", "/api/v1/drills/" + id + "/abort", BodyPublishers.noBody());
    }

    String url() {
        return url;
    }

    private JsonNode send(String method, String path, BodyPublisher body)
            throws UnreachableException, InterruptedException {
        HttpResponse<String> response;
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .method(method, body)
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .build();
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException | IllegalArgumentException e) {
            throw new UnreachableException(url + " does not answer: " + e.getMessage() + ".", e);
        }
        JsonNode json = parse(response.body());
        if (response.statusCode() >= 300) {
            String detail = json.path("detail").asText("no reason given");
            throw new UnreachableException(url + " refuses (" + response.statusCode() + "): " + detail, null);
        }
        return json;
    }

    private JsonNode parse(String body) throws UnreachableException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UnreachableException(url + " answers with no JSON: is it a Spillway?", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
