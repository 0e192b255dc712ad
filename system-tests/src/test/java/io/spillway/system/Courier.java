package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Carries the calls of one Alertmanager to the server, and counts what the server took of it. */
final class Courier implements AutoCloseable {

    private final HttpServer listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int server;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    private Courier(HttpServer listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    /** @param server the port that it carries to */
    static Courier to(int server) {
        try {
            Courier courier = new Courier(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16), server);
            courier.listener.setExecutor(courier.threads);
            courier.listener.createContext("/", courier::carry);
            courier.listener.start();
            return courier;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getAddress().getPort();
    }

    /** How often the server answered 200 to a call that said so of that alert. @param status such as {@code firing} */
    int taken(String status, String alert) {
        return taken.getOrDefault(status + " " + alert, 0);
    }

    private void carry(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer ", "");
        int status = 503;
        try {
            status = new Api(server, token)
                    .send("POST", exchange.getRequestURI().getPath(), body)
                    .status();
        } catch (UncheckedIOException away) {
            // Alertmanager tries again.
        }
        if (status == 200) {
            for (JsonNode alert : Api.JSON.readTree(body).path("alerts")) {
                String what = alert.path("status").asText() + " "
                        + alert.path("labels").path("alertname").asText();
                taken.merge(what, 1, Integer::sum);
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        listener.stop(0);
        threads.close();
    }
}
