package io.spillway.server.alertmanager;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.alert.ListReader;
import io.spillway.server.alert.ListedAlert;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** One Alertmanager, by version 2 of its API. Each call ends within seconds, and reads a bounded answer. */
final class Member {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_LIST = 64 << 20;
    private static final int MAX_STATUS = 1 << 20;
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    private static final Pattern SPECIAL = Pattern.compile("[^A-Za-z0-9_ -]");
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build());

    private final HttpClient http;
    private final URI url;
    private final Optional<Path> tokenFile;
    private final ListReader reader = new ListReader();

    Member(HttpClient http, URI url, Optional<Path> tokenFile) {
        this.http = http;
        this.url = url;
        this.tokenFile = tokenFile;
    }

    /** Its alerts that have not ended and are routed to the receiver, muted or not. */
    List<ListedAlert> alerts(String receiver) throws IOException, InterruptedException {
        String exactly = SPECIAL.matcher(receiver).replaceAll("\\\\$0");
        String query = "?active=true&silenced=true&inhibited=true&unprocessed=true&receiver="
                + URLEncoder.encode(exactly, StandardCharsets.UTF_8);
        return reader.read(send(request("/api/v2/alerts" + query).GET(), MAX_LIST));
    }

    /** Since when it runs: it keeps no alerts over a restart, and hears of them again within a minute or so. */
    Instant startedAt() throws IOException, InterruptedException {
        String uptime = JSON.readTree(send(request("/api/v2/status").GET(), MAX_STATUS))
                .path("uptime")
                .asText("");
        try {
            return OffsetDateTime.parse(uptime).toInstant();
        } catch (DateTimeException e) {
            throw new IOException(url + " does not say since when it runs", e);
        }
    }

    /** @param alerts a JSON list of them */
    void post(byte[] alerts) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/v2/alerts")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(alerts));
        send(request, MAX_STATUS);
    }

    private HttpRequest.Builder request(String path) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).header("Accept", "application/json");
        if (tokenFile.isPresent()) {
            request.header("Authorization", "Bearer " + token(tokenFile.get()));
        }
        return request;
    }

    /* Checked here: what refuses a header quotes it, and the message goes to the log. */
    private static String token(Path file) throws IOException {
        String token = Files.readString(file).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw new IOException(file + " must hold a token, one line of visible ASCII characters");
        }
        return token;
    }

    /* The request's own timeout ends with the headers of the answer; a body that drips in needs a bound as well. */
    private byte[] send(HttpRequest.Builder request, int max) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), max));
        try {
            HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(url + " answered " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(url + " can't be asked: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(url + " did not answer within " + TIMEOUT.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
