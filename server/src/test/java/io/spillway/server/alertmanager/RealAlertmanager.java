package io.spillway.server.alertmanager;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running Alertmanager of Debian's package, on a free port of this machine. */
public final class RealAlertmanager implements AutoCloseable {

    private static final String COMMAND = "prometheus-alertmanager";

    private final Process process;
    private final URI url;
    private final HttpClient http = HttpClient.newHttpClient();

    public RealAlertmanager(Path config, Path storage) throws IOException, InterruptedException {
        int port = freePort();
        url = URI.create("http://127.0.0.1:" + port);
        process = new ProcessBuilder(
                        COMMAND,
                        "--config.file=" + config,
                        "--storage.path=" + storage,
                        "--web.listen-address=127.0.0.1:" + port,
                        "--web.external-url=" + url,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .start();
        awaitListening();
    }

    public URI url() {
        return url;
    }

    /** Sends an alert as Prometheus does. @param labels such as {@code alertname=Watchdog purpose=control} */
    public void fire(String labels, Instant since) {
        send("/api/v2/alerts", alert(labels, since, Instant.now().plus(Duration.ofMinutes(4))));
    }

    public void resolve(String labels, Instant since) {
        send("/api/v2/alerts", alert(labels, since, Instant.now()));
    }

    /** Mutes every alert of the name. */
    public void silence(String alertname) {
        Instant now = Instant.now();
        send("/api/v2/silences", """
                {"matchers":[{"name":"alertname","value":"%s","isRegex":false,"isEqual":true}],
                "startsAt":"%s","endsAt":"%s","createdBy":"test","comment":"test"}""".formatted(alertname, now, now.plus(Duration.ofHours(1))));
    }

    /** What it lists as JSON. */
    public String alerts() {
        return call(HttpRequest.newBuilder(url.resolve("/api/v2/alerts")).build());
    }

    private static String alert(String labels, Instant since, Instant until) {
        List<String> names = List.of(labels.split(" ")).stream()
                .map(pair -> "\"" + pair.replace("=", "\":\"") + "\"")
                .toList();
        return "[{\"labels\":{%s},\"annotations\":{\"summary\":\"s\"},\"startsAt\":\"%s\",\"endsAt\":\"%s\"}]"
                .formatted(String.join(",", names), since, until);
    }

    private void send(String path, String json) {
        call(HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private String call(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError("Alertmanager answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void awaitListening() throws InterruptedException {
        BlockingQueue<String> listening = new LinkedBlockingQueue<>();
        Thread.ofVirtual().name("alertmanager log").start(() -> drain(process.inputReader(), listening));
        String line = listening.poll(30, TimeUnit.SECONDS);
        if (line == null || !line.contains("Listening on")) {
            process.destroyForcibly();
            throw new AssertionError("Alertmanager does not listen: " + line);
        }
    }

    /* Reads to the end, or the process would block on a full pipe. */
    private static void drain(BufferedReader log, BlockingQueue<String> listening) {
        StringBuilder before = new StringBuilder();
        try (log) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                before.append(line).append('\n');
                if (line.contains("Listening on")) {
                    listening.add(line);
                }
            }
        } catch (IOException e) {
            before.append(e.getMessage()); // its process was ended
        }
        listening.add(before.toString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
