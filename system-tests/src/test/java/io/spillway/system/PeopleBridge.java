package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands where phone, SMS and WeCom are reached, and remembers who was told what. */
final class PeopleBridge implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private PeopleBridge(HttpServer server) {
        this.server = server;
    }

    static PeopleBridge start() {
        try {
            PeopleBridge bridge =
                    new PeopleBridge(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16));
            bridge.server.setExecutor(bridge.threads);
            bridge.server.createContext("/", bridge::receive);
            bridge.server.start();
            return bridge;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** @param way such as {@code phone} */
    boolean wasTold(String way, String alert) {
        return told.contains(way + " " + alert);
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonNode notice = Api.JSON.readTree(exchange.getRequestBody());
        String way = exchange.getRequestURI().getPath().substring(1);
        notice.path("alerts")
                .forEach(alert -> told.add(
                        way + " " + alert.path("labels").path("alertname").asText()));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
