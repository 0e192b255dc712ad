package io.spillway.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The audit log of a running server, read by its API. It believes nothing that the server says of the chain. */
final class AuditRemote {

    private static final int PAGE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final String token;

    AuditRemote(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** @param head where the log ended before the entries were read */
    record Page(AuditStore.Head head, List<AuditEntry> entries) {}

    /** Takes the pages of the log, the oldest first, until one is empty. */
    interface Reader {

        /** @return whether to go on */
        boolean page(Page page) throws IOException;
    }

    void read(Reader reader) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            long from = 1;
            while (true) {
                Page page = page(http, from);
                if (!reader.page(page) || page.entries().isEmpty()) {
                    return;
                }
                from = page.entries().getLast().sequence() + 1;
            }
        }
    }

    private Page page(HttpClient http, long from) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            server.toString().replaceAll("/+$", "") + "/api/v1/audit?limit=" + PAGE + "&from=" + from))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "application/json")
                    .build();
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IllegalArgumentException e) {
            throw new IOException(server + " can't be asked: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(server + " does not answer (" + e + ")", e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException(server + " answered " + answer.statusCode() + ": " + answer.body());
        }
        JsonNode json = AuditLines.parse(answer.body());
        JsonNode head = json.path("head");
        if (!head.has("hash") || !json.path("entries").isArray()) {
            throw new IOException(
                    server + " is no Spillway that this command knows: it answered no page of an audit log");
        }
        return new Page(
                new AuditStore.Head(
                        head.path("sequence").asLong(), head.path("hash").asText()),
                json.path("entries").valueStream().map(AuditLines::entry).toList());
    }
}
