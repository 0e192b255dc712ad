package io.spillway.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What is asked of a server now and then, beside the load. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    private final int port;
    private final String token;

    /** @param token empty to send none */
    public Api(int port, String token) {
        this.port = port;
        this.token = token;
    }

    public int port() {
        return port;
    }

    public String token() {
        return token;
    }

    /** The status that it is answered with; 0 where nothing listens. */
    public int status(String path) {
        try {
            return send(request(path).GET()).statusCode();
        } catch (IOException notListening) {
            return 0;
        }
    }

    public JsonNode get(String path) throws IOException {
        return JSON.readTree(text(send(request(path).GET()), path));
    }

    public JsonNode post(String path, String body) throws IOException {
        return JSON.readTree(text(
                send(request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))),
                path));
    }

    /** All series of {@code /metrics}. */
    public Series metrics() throws IOException {
        return new Series(text(send(request("/metrics").GET()), "/metrics"));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .header("Accept", path.equals("/metrics") ? "text/plain" : "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static String text(HttpResponse<String> response, String path) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw new IOException(path + " was answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
