package io.spillway.server.alertmanager;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Takes what Alertmanager delivers, on a free port of this machine. */
public final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    /** One call. */
    public record Delivery(String path, String body) {}

    private Receiver(Consumer<byte[]> taker) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> take(exchange, taker));
        server.start();
    }

    /** @param taker gets each body, before it is answered with 200 */
    public static Receiver start(Consumer<byte[]> taker) throws IOException {
        return new Receiver(taker);
    }

    private void take(HttpExchange exchange, Consumer<byte[]> taker) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        taker.accept(body);
        deliveries.add(new Delivery(exchange.getRequestURI().getPath(), new String(body, StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public BlockingQueue<Delivery> deliveries() {
        return deliveries;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
