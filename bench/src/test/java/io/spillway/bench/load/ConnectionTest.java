package io.spillway.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/echo", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/chunks", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("a".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/busy", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsSeveralRequestsOverOneConnection() throws IOException {
        Api api = new Api(server.getAddress().getPort(), "token");

        try (Connection connection = Connection.open(api.port())) {
            for (String body : new String[] {"{}", "{\"ü\":1}", "{}"}) {
                assertThat(connection.send(Connection.post(api, "/echo", body)))
                        .isEqualTo(new Connection.Answer(201, body, 0));
            }
        }
    }

    @Test
    void readsAnAnswerInChunksToItsEnd() throws IOException {
        Api api = new Api(server.getAddress().getPort(), "");

        try (Connection connection = Connection.open(api.port())) {
            assertThat(connection.send(Connection.get(api, "/chunks")).body()).hasSize(100_000);
            assertThat(connection.send(Connection.get(api, "/chunks")).body()).hasSize(100_000);
        }
    }

    @Test
    void tellsWhenToTryAgain() throws IOException {
        Api api = new Api(server.getAddress().getPort(), "");

        try (Connection connection = Connection.open(api.port())) {
            assertThat(connection.send(Connection.get(api, "/busy"))).isEqualTo(new Connection.Answer(429, "", 3));
        }
    }
}
