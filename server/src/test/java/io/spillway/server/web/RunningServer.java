package io.spillway.server.web;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Role;
import io.spillway.server.auth.Sessions;
import io.spillway.server.auth.SignInLinks;
import io.spillway.server.auth.Tokens;
import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.breaker.InMemoryForcedBreakers;
import io.spillway.server.drill.DrillsInMemory;
import io.spillway.server.follow.TaskFollowing;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.SeenNode;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.TaskStore;
import io.spillway.server.waiting.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole server on a free port, with ports in memory behind it, and a client that follows no redirects. */
final class RunningServer implements AutoCloseable {

    final FakeSubmits submits = new FakeSubmits();
    final FakeStore store = new FakeStore();
    final FakeLimits limits = new FakeLimits();
    final BreakerDesk breakers = new BreakerDesk(
            new Breakers(
                    BreakerConfig.DEFAULT,
                    new Breakers.Clocks(() -> Fakes.NOW, System::nanoTime),
                    new Random(3),
                    _ -> {}),
            new InMemoryForcedBreakers(() -> Fakes.NOW));
    final FakePlugins plugins = new FakePlugins();
    final FakeTiers tiers = new FakeTiers();
    final SessionsInMemory sessionStore = new SessionsInMemory();
    final AuditInMemory auditStore = new AuditInMemory();
    final AuditLog audit = new AuditLog(auditStore, () -> Fakes.NOW);
    final Sessions sessions = new Sessions(sessionStore, () -> Fakes.NOW, new Random(1));
    final SignInLinks links = new SignInLinks(() -> Fakes.NOW, new Random(2));
    final DrillsInMemory drillStore = new DrillsInMemory();
    final InMemoryAlertStore drillAlerts = new InMemoryAlertStore();
    final List<String> measured = new CopyOnWriteArrayList<>();
    final List<NodeProblem> problems = new CopyOnWriteArrayList<>();
    final List<SeenNode> others = new CopyOnWriteArrayList<>();
    volatile AlertWebhook webhook = body -> new AlertWebhook.Answer.Accepted(2);
    volatile List<Alert> alerts = List.of();
    volatile Supplier<List<Alert>> alertStore = () -> alerts;

    final TaskFollowing following = new TaskFollowing(store, System::nanoTime);
    final List<String> streamChanges = new CopyOnWriteArrayList<>();
    volatile Map<String, Strain> strained = Map.of();
    volatile InstantSource clock = () -> Fakes.NOW;
    volatile List<Reason> waits = List.of(new Reason.InQueue(0, false, Optional.empty(), Optional.empty()));

    private final Path folder;
    private final Letters letters;
    private final WebServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final StreamConfig streamConfig;

    /** Where tasks and dead letters come from, and who runs them. */
    record Letters(TaskStore store, WebFeatures.DeadLetters features, HandlerRegistry handlers) {}

    private RunningServer(StreamConfig streams, List<Route> more, @Nullable Letters given) throws IOException {
        streamConfig = streams;
        letters = given == null ? FakeFeatures.noLetters(store) : given;
        folder = Files.createTempDirectory("spillway-web");
        server = new WebServer(features(), new Random(3), more);
    }

    static RunningServer start(Route... more) {
        return start(StreamConfig.DEFAULT, List.of(more), null);
    }

    static RunningServer start(StreamConfig streams, Route... more) {
        return start(streams, List.of(more), null);
    }

    static RunningServer with(Letters letters) {
        return start(StreamConfig.DEFAULT, List.of(), letters);
    }

    private static RunningServer start(StreamConfig streams, List<Route> more, @Nullable Letters letters) {
        try {
            RunningServer running = new RunningServer(streams, more, letters);
            running.server.start(0, "127.0.0.1");
            return running;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private WebFeatures features() throws IOException {
        return new FakeFeatures(this, letters, streamConfig, Tokens.open(folder, new Random(4))).all();
    }

    List<Route> routes() {
        return server.routes();
    }

    /** A second server, not started, with the same features. */
    WebServer another() {
        try {
            return new WebServer(features(), new Random(5));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    WebServer server() {
        return server;
    }

    String token(Role role) {
        try {
            return Files.readString(folder.resolve(role.label() + "-token")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    /** A request that carries the administrator's token, and JSON if there is any. */
    HttpResponse<String> call(String method, String path, @Nullable String json, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Authorization", "Bearer " + token(Role.ADMIN))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> get(String path, String... headers) {
        return call("GET", path, null, headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        server.close();
        client.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
