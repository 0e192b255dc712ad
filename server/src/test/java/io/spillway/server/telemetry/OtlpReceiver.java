package io.spillway.server.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector for one test: takes OTLP over HTTP on a free port, and keeps the spans. */
final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> otherPaths = new CopyOnWriteArrayList<>();
    private final Map<String, String> resource = new ConcurrentHashMap<>();

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Span span(String name) {
        List<Span> named =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        if (named.size() != 1) {
            throw new AssertionError(named.size() + " spans are named '" + name + "' among " + spans);
        }
        return named.getFirst();
    }

    List<Span> spans() {
        return spans;
    }

    List<String> otherPaths() {
        return otherPaths;
    }

    Map<String, String> resource() {
        return resource;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/v1/traces")) {
                keep(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
            } else {
                otherPaths.add(path);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void keep(ExportTraceServiceRequest request) {
        for (ResourceSpans each : request.getResourceSpansList()) {
            for (KeyValue attribute : each.getResource().getAttributesList()) {
                resource.put(attribute.getKey(), attribute.getValue().getStringValue());
            }
            for (ScopeSpans scope : each.getScopeSpansList()) {
                spans.addAll(scope.getSpansList());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
