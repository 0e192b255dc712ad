package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where WeCom's API is: gives a token for the right secret, and keeps the messages that come with it. */
final class WecomApi implements AutoCloseable {

    static final String CORPORATION = "ww0123456789abcdef";
    static final String SECRET = "an-application-secret";

    private static final String TOKEN = "a-token";

    private final HttpServer server;
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    private WecomApi(HttpServer server) {
        this.server = server;
    }

    static WecomApi start() {
        try {
            WecomApi api =
                    new WecomApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16));
            api.server.createContext("/cgi-bin/gettoken", api::token);
            api.server.createContext("/cgi-bin/message/send", api::message);
            api.server.start();
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code api_url} is set to. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/cgi-bin/";
    }

    List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    private void token(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        boolean known = query.contains("corpid=" + CORPORATION) && query.contains("corpsecret=" + SECRET);
        answer(
                exchange,
                known ? Map.of("errcode", 0, "access_token", TOKEN, "expires_in", 7200) : Map.of("errcode", 40_001));
    }

    private void message(HttpExchange exchange) throws IOException {
        JsonNode message = Api.JSON.readTree(exchange.getRequestBody());
        boolean known =
                ("access_token=" + TOKEN).equals(exchange.getRequestURI().getQuery());
        if (known) {
            messages.add(message);
        }
        answer(exchange, Map.of("errcode", known ? 0 : 40_014));
    }

    private static void answer(HttpExchange exchange, Map<String, Object> body) throws IOException {
        byte[] bytes = Api.json(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
