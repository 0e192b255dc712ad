package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Follows a server's tiers by its event stream, and notes when each scope was first seen under one. */
final class TierWatch implements AutoCloseable {

    private final Map<String, Long> engaged = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BufferedReader events;
    private final Thread reader;

    private TierWatch(ServerProcess server) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/degradation/watch"))
                .header("Authorization", "Bearer " + server.token("admin-token"))
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            events = new BufferedReader(new InputStreamReader(
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                            .body(),
                    StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted before the first event", e);
        }
        reader = Thread.ofPlatform().name("tier-watch").start(this::read);
    }

    static TierWatch of(ServerProcess server) {
        return new TierWatch(server);
    }

    /** When the scope was first under a tier, by the monotonic clock. */
    Optional<Long> engagedAt(String scope) {
        return Optional.ofNullable(engaged.get(scope));
    }

    private void read() {
        try {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                if (line.startsWith("data:")) {
                    note(Api.JSON.readTree(line.substring("data:".length())));
                }
            }
        } catch (IOException closed) {
            // The end of the test, or of the server; what is missing then is found by who waits for it.
        }
    }

    private void note(JsonNode degradation) {
        long now = System.nanoTime();
        for (JsonNode scope : degradation.path("scopes")) {
            if (!scope.path("tier").asText("NONE").equals("NONE")) {
                engaged.putIfAbsent(scope.path("scope").asText(), now);
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
