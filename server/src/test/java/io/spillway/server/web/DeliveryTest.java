package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.alert.ReadResult;
import io.spillway.server.alert.WebhookReader;
import io.spillway.server.auth.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Alertmanager's deliveries over HTTP: each is answered so that Alertmanager does the right thing next. */
final class DeliveryTest {

    private static final String PATH = "/api/v1/alertmanager";

    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final AlertIntake intake = new AlertIntake(store, () -> Fakes.NOW, List.of());
    private final RunningServer server = RunningServer.start();

    @BeforeEach
    void connect() {
        server.webhook = this::deliver;
        server.alertStore = () -> new Alerts(store).all();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private AlertWebhook.Answer deliver(byte[] body) {
        return switch (new WebhookReader().read(body)) {
            case ReadResult.Accepted accepted -> {
                try {
                    intake.accept(accepted.notices());
                    yield new AlertWebhook.Answer.Accepted(accepted.notices().size());
                } catch (IntakeUnavailableException e) {
                    yield new AlertWebhook.Answer.Unavailable();
                }
            }
            case ReadResult.Refused refused ->
                new AlertWebhook.Answer.Refused(refused.problems().stream()
                        .map(each -> new AlertWebhook.FieldProblem(each.pointer(), each.message()))
                        .toList());
        };
    }

    private static String alert(int number) {
        return """
                {"status":"firing","labels":{"alertname":"<script>alert(1)</script>","服务":"优惠券","n":"%d"},\
                "annotations":{"summary":"<img src=x onerror=alert(1)>","runbook_url":"javascript:alert(1)"},\
                "startsAt":"2026-11-23T10:00:00Z","endsAt":"0001-01-01T00:00:00Z",\
                "generatorURL":"javascript:alert(1)","fingerprint":"%016x"}""".formatted(number, number);
    }

    private static String message(int alerts) {
        return "{\"version\":\"4\",\"alerts\":["
                + IntStream.range(0, alerts).mapToObj(DeliveryTest::alert).collect(Collectors.joining(",")) + "]}";
    }

    private HttpResponse<String> post(@Nullable String token, String type, String body) {
        var request = server.request(PATH).POST(BodyPublishers.ofString(body)).header("Content-Type", type);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return server.send(request);
    }

    static Stream<Arguments> refusals() {
        String deep = "[".repeat(100_000);
        return Stream.of(
                arguments("no token", null, "application/json", message(1), 401),
                arguments("a wrong token", "wrong", "application/json", message(1), 401),
                arguments("a scraper's token", Role.METRICS, "application/json", message(1), 403),
                arguments("a form", Role.WEBHOOK, "application/x-www-form-urlencoded", "a=b", 415),
                arguments("no JSON", Role.WEBHOOK, "application/json", "hello", 400),
                arguments("deep", Role.WEBHOOK, "application/json", deep, 400),
                arguments(
                        "a key twice", Role.WEBHOOK, "application/json", "{\"version\":\"4\",\"version\":\"4\"}", 400),
                arguments(
                        "version 3",
                        Role.WEBHOOK,
                        "application/json",
                        message(1).replace("\"4\"", "\"3\""),
                        400),
                arguments("a payload of one's own", Role.WEBHOOK, "application/json", "{\"text\":\"fires\"}", 400),
                arguments("10,001 alerts", Role.WEBHOOK, "application/json", message(10_001), 400),
                arguments("9 MiB", Role.WEBHOOK, "application/json", " ".repeat(9 << 20), 413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refusesWithoutAnyChange(String what, @Nullable Object token, String type, String body, int status) {
        String sent = token instanceof Role role ? server.token(role) : (String) token;

        HttpResponse<String> response = post(sent, type, body);

        assertThat(response.statusCode()).as(what).isEqualTo(status);
        assertThat(store.read().revision()).isZero();
        assertThat(server.measured).containsExactly("POST " + PATH + " " + status);
    }

    private HttpResponse<String> post(String body) {
        return post(server.token(Role.WEBHOOK), "application/json", body);
    }

    @Test
    void takesTenThousandAlerts() {
        HttpResponse<String> response = post(message(10_000));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"alerts\":10000}");
        assertThat(store.all()).hasSize(10_000);
    }

    @Test
    void saysToSendItAgainWhileTheStorageIsAway() {
        store.down(true);
        HttpResponse<String> away = post(message(1));
        store.down(false);

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(post(message(1)).statusCode()).isEqualTo(200);
    }

    @Test
    void neverRedirects() {
        String token = "Bearer " + server.token(Role.WEBHOOK);

        HttpResponse<String> slash = server.send(server.request(PATH + "/")
                .POST(BodyPublishers.ofString(message(1)))
                .header("Content-Type", "application/json")
                .header("Authorization", token));
        HttpResponse<String> get = server.send(server.request(PATH).header("Authorization", token));
        HttpResponse<String> head = server.send(server.request(PATH).HEAD().header("Authorization", token));

        assertThat(slash.statusCode()).isEqualTo(200);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(head.statusCode()).isIn(404, 405);
    }

    @Test
    void showsHostileTextsAsTexts() {
        post(message(1));

        String page = server.get("/alerts").body();
        String json = server.get("/api/v1/alerts").body();

        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "优惠券", "&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<script>alert", "<img src=x", "javascript:");
        assertThat(json).contains("优惠券").doesNotContain("\"generatorUrl\"");
    }

    @Test
    void saysToSendItAgainWhileTooMuchIsBeingTakenIn() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        server.webhook = body -> {
            begun.countDown();
            awaitUnchecked(go);
            return new AlertWebhook.Answer.Accepted(0);
        };
        String large = message(0) + " ".repeat((8 << 20) - 100);

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> two = Stream.of(large, large)
                    .map(body -> callers.submit(() -> post(body)))
                    .toList();
            begun.await();
            HttpResponse<String> third = post(message(1));
            go.countDown();

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
            for (Future<HttpResponse<String>> each : two) {
                assertThat(each.get().statusCode()).isEqualTo(200);
            }
        }
        assertThat(post(message(1)).statusCode()).isEqualTo(200);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anEmptyBudgetRefusesAndAFullOneTakesTheLargestBody() {
        DeliveryBudget budget = new DeliveryBudget(1 << 20, Duration.ofMillis(1));
        int largest = budget.cost(-1, 8 << 20);
        int small = budget.cost(100, 8 << 20);

        assertThat(budget.take(largest)).isTrue();
        assertThat(budget.take(small)).isFalse();
        budget.giveBack(largest);
        assertThat(budget.take(small)).isTrue();
    }
}
