package io.spillway.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A server's stream of its tiers. Notes when a scope is first under one. */
public final class TierWatch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Long> engaged = new ConcurrentHashMap<>();

    private TierWatch() {}

    public static TierWatch of(Api api) throws IOException, InterruptedException {
        TierWatch watch = new TierWatch();
        HttpResponse<InputStream> response = watch.client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/v1/degradation/watch"))
                        .header("Authorization", "Bearer " + api.token())
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            watch.close();
            throw new IOException("the stream of the tiers was answered " + response.statusCode());
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().name("tier-watch").start(() -> watch.read(lines));
        return watch;
    }

    /** When the scope was first under a tier, by the monotonic clock; later than the limit allows if it never was. */
    public long await(String scope, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - end < 0) {
            Long at = engaged.get(scope);
            if (at != null) {
                return at;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return end + limit.toNanos();
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    note(line.substring("data:".length()));
                }
            }
        } catch (IOException closed) {
            // What is missing then is found by who waits for it.
        }
    }

    private void note(String event) throws IOException {
        long now = System.nanoTime();
        for (JsonNode scope : JSON.readTree(event).path("scopes")) {
            if (!scope.path("tier").asText("NONE").equals("NONE")) {
                engaged.putIfAbsent(scope.path("scope").asText(), now);
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
