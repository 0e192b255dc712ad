package io.spillway.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A few fixed answers over HTTP, to try the tests' own tools on. */
final class TestSite implements AutoCloseable {

    private final HttpServer server;

    private TestSite(HttpServer server) {
        this.server = server;
    }

    static TestSite start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            server.start();
            return new TestSite(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What answers one path, and the paths below. */
    interface Page {
        String answer(HttpExchange exchange) throws IOException;
    }

    TestSite with(String path, Map<String, String> headers, Page page) {
        server.createContext(path, exchange -> {
            byte[] body = page.answer(exchange).getBytes(StandardCharsets.UTF_8);
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
