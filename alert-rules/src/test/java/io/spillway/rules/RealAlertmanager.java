package io.spillway.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running Alertmanager of Debian's package, on a free port of this machine. */
final class RealAlertmanager implements AutoCloseable {

    private static final String COMMAND = "prometheus-alertmanager";

    private final Process process;
    private final URI api;
    private final HttpClient http = HttpClient.newHttpClient();

    RealAlertmanager(Path config, Path storage) throws IOException, InterruptedException {
        int port = freePort();
        api = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
        process = start(
                "--config.file=" + config,
                "--storage.path=" + storage,
                "--web.listen-address=127.0.0.1:" + port,
                "--web.external-url=http://127.0.0.1:" + port,
                "--cluster.listen-address=");
        awaitListening();
    }

    /**
     * With {@code alertmanager.yml} as it is shipped, but for the addresses.
     *
     * @param port where Spillway and the bridges to people are played
     */
    static RealAlertmanager withTheShippedConfiguration(Path folder, int port)
            throws IOException, InterruptedException {
        for (String name : List.of("secrets", "templates")) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(folder.resolve("secrets/webhook-token"), "s3cret");
        Files.writeString(folder.resolve("secrets/bridge-token"), "bridge");
        for (Path template : Project.files(Project.ALERT_RULES.resolve("templates"), ".tmpl")) {
            Files.copy(template, folder.resolve("templates").resolve(template.getFileName()));
        }
        String config = Project.text(Project.ALERT_RULES.resolve("alertmanager.yml"))
                .replaceAll("127\\.0\\.0\\.1:(8080|9095|25)\\b", "127.0.0.1:" + port);
        return new RealAlertmanager(
                Files.writeString(folder.resolve("alertmanager.yml"), config), folder.resolve("storage"));
    }

    /** Sends alerts as Prometheus does: a JSON array. */
    void post(String alerts) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(alerts))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError("Alertmanager answered " + response.statusCode() + ": " + response.body());
        }
    }

    /** What Alertmanager knows, muted or not: a JSON array. */
    String alerts() throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(api).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process start(String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = COMMAND;
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        try {
            return new ProcessBuilder(words).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError(COMMAND + " cannot be run: install Debian's package of that name", e);
        }
    }

    private void awaitListening() throws InterruptedException {
        BlockingQueue<String> listening = new LinkedBlockingQueue<>();
        Thread.ofVirtual().name("alertmanager log").start(() -> drain(process.inputReader(), listening));
        String line = listening.poll(20, TimeUnit.SECONDS);
        if (line == null || !line.contains("Listening on")) {
            process.destroyForcibly();
            throw new AssertionError("Alertmanager does not listen: " + line);
        }
    }

    /* Reads to the end, or the process would block on a full pipe. */
    private static void drain(BufferedReader log, BlockingQueue<String> listening) {
        StringBuilder before = new StringBuilder();
        log.lines().forEach(line -> {
            before.append(line).append('\n');
            if (line.contains("Listening on")) {
                listening.add(line);
            }
        });
        listening.add(before.toString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
