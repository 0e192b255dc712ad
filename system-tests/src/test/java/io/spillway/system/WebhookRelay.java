package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands between one Alertmanager and the server, and remembers which alerts the server has taken from this one. */
final class WebhookRelay implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final int upstream;
    private final Meeting meeting;
    private final AtomicBoolean hasMet = new AtomicBoolean();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    /**
     * Where the relays of a cluster wait for each other with the first delivery of an alert: a member that hears in time
     * that another one has delivered keeps quiet.
     */
    record Meeting(String alert, CountDownLatch missing) {

        /** Alertmanager gives up a delivery after ten. */
        private static final int SECONDS = 8;

        static Meeting of(int members, String alert) {
            return new Meeting(alert, new CountDownLatch(members));
        }

        void join() throws InterruptedException {
            missing.countDown();
            boolean _ = missing.await(SECONDS, TimeUnit.SECONDS);
        }
    }

    private WebhookRelay(HttpServer server, int upstream, Meeting meeting) {
        this.server = server;
        this.upstream = upstream;
        this.meeting = meeting;
    }

    /** @param upstream the server's port */
    static WebhookRelay start(int upstream, Meeting meeting) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            WebhookRelay relay = new WebhookRelay(server, upstream, meeting);
            server.setExecutor(relay.threads);
            server.createContext("/", relay::relay);
            server.start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How often the server has taken from this one that the alert fires. */
    long taken(String alert) {
        return taken.stream().filter(alert::equals).count();
    }

    private void relay(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonNode alerts = Api.JSON.readTree(body).path("alerts");
            if (fires(alerts, meeting.alert()) && !hasMet.getAndSet(true)) {
                meeting.join();
            }
            int status = forward(exchange, body);
            if (status == 200) {
                alerts.forEach(this::remember);
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + upstream + exchange.getRequestURI()))
                .timeout(PATIENCE)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : new String[] {"Authorization", "Content-Type"}) {
            request.header(name, exchange.getRequestHeaders().getFirst(name));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static boolean fires(JsonNode alerts, String name) {
        for (JsonNode alert : alerts) {
            if (isFiring(alert) && name(alert).equals(name)) {
                return true;
            }
        }
        return false;
    }

    private void remember(JsonNode alert) {
        if (isFiring(alert)) {
            taken.add(name(alert));
        }
    }

    private static boolean isFiring(JsonNode alert) {
        return alert.path("status").asText().equals("firing");
    }

    private static String name(JsonNode alert) {
        return alert.path("labels").path("alertname").asText();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
