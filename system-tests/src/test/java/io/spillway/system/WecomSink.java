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
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands where WeCom's API for applications is: a token for the id and the secret of the company, and messages for a token.
 * What is not as that API wants it is answered as the API does, with a 200 that holds another code than 0.
 */
final class WecomSink implements AutoCloseable {

    private static final String TOKEN = "a-token";
    /** The longest text of a message, in bytes. */
    private static final int LONGEST = 2_048;

    private final HttpServer server;
    private final Queue<JsonNode> messages = new ConcurrentLinkedQueue<>();

    private WecomSink(HttpServer server) {
        this.server = server;
    }

    static WecomSink start() {
        try {
            WecomSink sink =
                    new WecomSink(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16));
            sink.server.createContext("/cgi-bin/gettoken", sink::token);
            sink.server.createContext("/cgi-bin/message/send", sink::message);
            sink.server.start();
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code api_url} must be. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/cgi-bin/";
    }

    /** The first message that was taken and whose text begins so. */
    Optional<JsonNode> about(String text) {
        return messages.stream()
                .filter(message -> message.path("text").path("content").asText().startsWith(text))
                .findFirst();
    }

    private void token(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        boolean known = exchange.getRequestMethod().equals("GET")
                && query.contains("corpid=ww0123456789abcdef")
                && query.contains("corpsecret=");
        answer(exchange, known ? Map.of("errcode", 0, "access_token", TOKEN, "expires_in", 7200) : error(40001));
    }

    private void message(HttpExchange exchange) throws IOException {
        JsonNode message = Api.JSON.readTree(exchange.getRequestBody());
        String text = message.path("text").path("content").asText();
        if (!exchange.getRequestURI().getQuery().equals("access_token=" + TOKEN)) {
            answer(exchange, error(40014));
        } else if (!message.path("msgtype").asText().equals("text")
                || text.isBlank()
                || text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            answer(exchange, error(40008));
        } else if (message.path("touser").asText().isEmpty()
                && message.path("toparty").asText().isEmpty()) {
            answer(exchange, error(81013));
        } else if (message.path("agentid").asInt() == 0) {
            answer(exchange, error(40056));
        } else {
            messages.add(message);
            answer(exchange, error(0));
        }
    }

    private static Map<String, Object> error(int code) {
        return Map.of("errcode", code, "errmsg", code == 0 ? "ok" : "refused");
    }

    private static void answer(HttpExchange exchange, Map<String, Object> json) throws IOException {
        byte[] body = Api.json(json).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
