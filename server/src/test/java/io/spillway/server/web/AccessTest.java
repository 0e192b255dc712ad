package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.HandlerType;
import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may reach which route: generated from the route table. */
final class AccessTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Route.page("/a-page", Permission.VIEW, ctx -> ctx.html("<p>hello</p>")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    List<DynamicTest> everyRouteAsksForItsPermission() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : server.routes()) {
            if (route.permission() != Permission.PUBLIC) {
                tests.add(DynamicTest.dynamicTest(route + " refuses strangers", () -> refusesStrangers(route)));
                for (Role role : List.of(Role.ADMIN, Role.WEBHOOK, Role.METRICS)) {
                    tests.add(DynamicTest.dynamicTest(route + " and " + role, () -> asksForPermission(route, role)));
                }
            }
        }
        return tests;
    }

    private static void refusesStrangers(Route route) {
        HttpResponse<String> none = server.send(request(route));
        HttpResponse<String> wrong = server.send(request(route).header("Authorization", "Bearer spw_wrong"));

        if (route.kind() == Route.Kind.PAGE) {
            assertThat(none.statusCode()).isEqualTo(303);
            assertThat(none.headers().firstValue("Location").orElseThrow()).startsWith("/login");
        } else {
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(none.body()).contains("urn:spillway:problem:not-signed-in");
        }
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    /* Whatever a permitted request is answered, it is not 401 or 403. A stream is asked for with an Accept that it refuses,
    which comes after the guard and ends at once. */
    private static void asksForPermission(Route route, Role role) {
        HttpRequest.Builder request = request(route).header("Authorization", "Bearer " + server.token(role));
        if (route.kind() == Route.Kind.STREAM) {
            request.header("Accept", "text/plain");
        }

        HttpResponse<String> response = server.send(request);

        if (role.permissions().contains(route.permission())) {
            assertThat(response.statusCode()).isNotIn(401, 403, 500);
        } else {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains(route.permission().name());
        }
    }

    private static HttpRequest.Builder request(Route route) {
        String path = route.path()
                .replace("{scope}", "core")
                .replaceAll("\\{[a-z]+}", "x")
                .replaceAll("<[a-z]+>", "x");
        return server.request(path).method(route.method().name(), BodyPublishers.noBody());
    }

    @Test
    void aRouteWithoutPermissionStopsTheStart() {
        assertThatThrownBy(() -> new Route(HandlerType.GET, "/x", none(), Route.Kind.API, ctx -> {}))
                .hasMessageContaining("route GET /x declares no permission");
    }

    @SuppressWarnings("NullAway")
    private static Permission none() {
        return null;
    }

    @Test
    void aRouteDeclaredTwiceStopsTheStart() {
        assertThatThrownBy(() -> RunningServer.start(Route.get("/metrics", Permission.PUBLIC, ctx -> {})))
                .hasMessageContaining("route GET /metrics is declared twice");
    }

    @Test
    void everyRouteOfTheApiIsDescribed() throws IOException {
        try (InputStream in = NodeApi.class.getResourceAsStream("openapi.json")) {
            var paths = new ObjectMapper().readTree(in).path("paths");
            List<String> described = new ArrayList<>();
            paths.properties()
                    .forEach(path -> path.getValue()
                            .fieldNames()
                            .forEachRemaining(method ->
                                    described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

            List<String> api = server.routes().stream()
                    .filter(route -> route.kind() != Route.Kind.PAGE)
                    .map(Route::toString)
                    .filter(route -> !route.contains(StaticFiles.PREFIX) && !route.contains("/ui/"))
                    .toList();
            assertThat(described).containsExactlyInAnyOrderElementsOf(api);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "//api/v1/tasks",
        "/api//v1/tasks",
        "/api/v1/%2e/tasks",
        "/api/v1/x/%2e%2e/tasks",
        "/api/v1/x/../tasks",
        "/api/v1/tasks;x=1",
        "/api;x/v1/tasks",
        "/api/v1/tasks/",
        "/API/v1/tasks",
        "/api/v1%2ftasks",
        "/-/healthy/../../api/v1/tasks",
        "/-/healthy;/../../api/v1/tasks",
        "/static/../api/v1/tasks",
        "/static/%2e%2e/templates/login.html",
        "/static/..%2ftemplates/login.html",
        "/metrics/-/healthy",
        "/api/v1/tasks/-/healthy",
        "/login/../api/v1/tasks"
    })
    void noSpellingOfAPathGetsPastTheGuard(String path) throws IOException {
        String response = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(response).matches("(?s)HTTP/1.1 (400|401|404) .*");
        assertThat(response).contains("urn:spillway:problem:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/alertmanager", "/api/v1/alertmanager/"})
    void theWebhookIsNeverRedirected(String path) {
        HttpResponse<String> response = server.send(server.request(path)
                .header("Authorization", "Bearer " + server.token(Role.WEBHOOK))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"alerts\":2}");
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, , 201",
        "none, , 201",
        "same-site, , 403",
        "cross-site, , 403",
        "cross-site, self, 403",
        ", self, 201",
        ", http://evil.example, 403",
        ", null, 403",
        ", '', 403",
        ", , 403"
    })
    void aSessionChangesThingsOnlyFromOurOwnPages(String site, String origin, int status) {
        HttpRequest.Builder request = server.request("/api/v1/tasks")
                .header("Cookie", Guard.COOKIE + "=" + server.sessions.begin(Role.ADMIN))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\":\"probe-noop\",\"payload\":{}}"));
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request.header("Origin", origin.equals("self") ? server.uri("").toString() : origin);
        }

        assertThat(server.send(request).statusCode()).isEqualTo(status);
    }

    @Test
    void aSessionReads() {
        HttpResponse<String> response = server.send(
                server.request("/a-page").header("Cookie", Guard.COOKIE + "=" + server.sessions.begin(Role.VIEWER)));

        assertThat(response.body()).isEqualTo("<p>hello</p>");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (String path : List.of("/api/v1/sla", "/nowhere", "/-/healthy", "/api/v1/tasks/x")) {
            var headers = server.get(path).headers();

            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("Server")).isEmpty();
        }
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.server().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
