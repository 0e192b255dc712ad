package io.spillway.executor.httprequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpRequestTest extends TaskHandlerConformance<HttpCall> {

    @TempDir
    Path folder;

    private Service service;
    private HttpRequestPlugin plugin;
    private TaskHandler<HttpCall> handler;

    @BeforeEach
    void startService() throws Exception {
        service = new Service();
        service.silentOn("/silent");
        service.halfOn("/half");
        plugin = new HttpRequestPlugin();
        handler = start(plugin, service.address());
    }

    @AfterEach
    void stopService() {
        service.close();
        plugin.close();
    }

    @SuppressWarnings("unchecked")
    private TaskHandler<HttpCall> start(HttpRequestPlugin started, String allowed) {
        FakePluginContext context = FakePluginContext.in(folder).with("allowed-hosts", allowed);
        return (TaskHandler<HttpCall>) started.handlers(context).get(0);
    }

    @Override
    protected TaskHandler<HttpCall> handler() {
        return handler;
    }

    @Override
    protected HttpCall payload() {
        return new HttpCall("POST", service.url("/echo"), Optional.empty(), Optional.of("hello"));
    }

    @Override
    protected HttpCall longPayload() {
        return get("/silent");
    }

    private HttpCall get(String path) {
        return new HttpCall("GET", service.url(path), Optional.empty(), Optional.empty());
    }

    private Outcome call(HttpCall payload) throws Exception {
        return handler.handle(FakeTaskContext.create(), payload);
    }

    @Test
    void sendsMethodHeadersAndBodyAndReturnsStatusAndBody() throws Exception {
        HttpCall payload =
                new HttpCall("PUT", service.url("/echo"), Optional.of(Map.of("X-Shop", "7")), Optional.of("grüße, 你好"));

        Outcome outcome = call(payload);

        assertThat(outcome)
                .isEqualTo(Outcome.succeeded(Map.of("status", 200, "body", "grüße, 你好", "truncated", false)));
        assertThat(service.received()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.headers()).containsEntry("X-Shop", "7");
        });
    }

    @Test
    void joinsTheTaskTraceAndRecordsTheCall() throws Exception {
        FakeTaskContext context = FakeTaskContext.create();

        handler.handle(context, payload());

        assertThat(context.calls()).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("POST");
            assertThat(call.attributes()).containsEntry("http.response.status_code", "200");
            assertThat(call.isClosed()).isTrue();
            assertThat(service.received().get(0).headers())
                    .containsEntry("traceparent", call.headers().get("traceparent"));
        });
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "PATCH,true", "GET,false", "PUT,false", "DELETE,false"})
    void methodThatIsNotRepeatableCarriesTheIdempotencyKey(String method, boolean carries) throws Exception {
        FakeTaskContext context = FakeTaskContext.create().withIdempotencyKey("order-1");

        handler.handle(context, new HttpCall(method, service.url("/echo"), Optional.empty(), Optional.of("x")));

        Map<String, String> headers = service.received().get(0).headers();
        assertThat(headers.containsKey("Idempotency-Key")).isEqualTo(carries);
        assertThat(headers.getOrDefault("Idempotency-Key", "order-1")).isEqualTo("order-1");
    }

    @Test
    void keepsTheFirst64KiBOfTheBody() throws Exception {
        service.on("/large", exchange -> Service.answer(exchange, 200, "x".repeat(1_000_000)));
        service.on("/fits", exchange -> Service.answer(exchange, 200, "x".repeat(HttpRequestHandler.KEPT_BYTES)));

        Outcome large = call(get("/large"));
        Outcome fits = call(get("/fits"));

        Map<String, Object> kept =
                Map.of("status", 200, "body", "x".repeat(HttpRequestHandler.KEPT_BYTES), "truncated", true);
        assertThat(large).isEqualTo(Outcome.succeeded(kept));
        assertThat(((Outcome.Succeeded) fits).result().values().get("truncated"))
                .isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource({
        "408,THIRD_PARTY",
        "429,THROTTLED",
        "500,THIRD_PARTY",
        "502,THIRD_PARTY",
        "503,THIRD_PARTY",
        "599,THIRD_PARTY"
    })
    void asksForARetryWhereOneMayHelp(int status, Cause cause) throws Exception {
        service.on("/status", exchange -> Service.answer(exchange, status, ""));

        assertThat(call(get("/status"))).isEqualTo(Outcome.retry(cause, "answered with status " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422, 499})
    void failsForGoodWhereNoneHelps(int status) throws Exception {
        service.on("/status", exchange -> Service.answer(exchange, status, "why"));

        assertThat(call(get("/status"))).isEqualTo(Outcome.failed(Cause.INVALID, "answered with status " + status));
    }

    @ParameterizedTest
    @CsvSource({"429,THROTTLED", "503,THROTTLED", "408,THIRD_PARTY", "500,THIRD_PARTY", "502,THIRD_PARTY"})
    void waitsAsLongAsTheServiceSays(int status, Cause cause) throws Exception {
        service.on("/busy", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "17");
            Service.answer(exchange, status, "");
        });

        assertThat(call(get("/busy")))
                .isEqualTo(Outcome.retryAfter(Duration.ofSeconds(17), cause, "answered with status " + status));
    }

    @Test
    void waitsUntilTheDateThatTheServiceNames() throws Exception {
        service.on("/busy", exchange -> {
            String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));
            exchange.getResponseHeaders().set("Retry-After", inAMinute);
            Service.answer(exchange, 503, "");
        });

        assertThat(call(get("/busy"))).isInstanceOfSatisfying(Outcome.Retry.class, retry -> {
            assertThat(retry.cause()).isEqualTo(Cause.THROTTLED);
            assertThat(retry.after().orElseThrow()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        });
    }

    @Test
    void tellsTheServiceHowMuchTimeIsLeft() throws Exception {
        FakeTaskContext context = FakeTaskContext.create().withRemaining(Duration.ofMillis(2500));

        handler.handle(context, payload());

        assertThat(service.received().get(0).headers())
                .containsEntry("X-Request-Timeout-Ms", "2500")
                .containsEntry("grpc-timeout", "2500m");
    }

    @Test
    void callsToOneHostAndPortShareAConcurrencyKey() {
        HttpCall call = new HttpCall("GET", "https://Pay.Example.com:8443/a?b=c", Optional.empty(), Optional.empty());

        assertThat(handler.concurrencyKey(call)).contains("pay.example.com:8443");
    }

    @Test
    void noUrlMakesALongConcurrencyKey() {
        String zeros = "0".repeat(5000);
        HttpCall call =
                new HttpCall("GET", "http://pay.example.com:" + zeros + "80/", Optional.empty(), Optional.empty());

        assertThat(handler.concurrencyKey(call)).contains("pay.example.com:80");
        assertThatThrownBy(() -> new HttpCall(
                        "GET", "http://" + "a.".repeat(130) + "example.com/", Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("url names no host and port that exist");
    }

    @Test
    void followsNoRedirect() throws Exception {
        service.on("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", service.url("/echo"));
            Service.answer(exchange, 302, "");
        });

        assertThat(call(get("/moved")))
                .isEqualTo(Outcome.failed(Cause.INVALID, "answered with status 302; redirects are not followed"));
        assertThat(service.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/half"})
    void givesUpAtTheDeadline(String path) throws Exception {
        FakeTaskContext context = FakeTaskContext.create().withRemaining(Duration.ofMillis(200));
        long begin = System.nanoTime();

        Outcome outcome = handler.handle(context, get(path));

        assertThat(outcome)
                .isEqualTo(Outcome.failed(Cause.DEADLINE, "no answer within the 200 ms that were left for it"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(190), Duration.ofSeconds(3));
        assertThat(context.calls().get(0).failure()).contains("no answer in time");
    }

    @Test
    void taskWithoutTimeLeftCallsNobody() throws Exception {
        FakeTaskContext late = FakeTaskContext.create();
        late.clock().advance(Duration.ofMinutes(1));

        assertThat(handler.handle(late, payload()))
                .isEqualTo(Outcome.failed(Cause.DEADLINE, "no time was left to call 127.0.0.1"));
        assertThat(service.received()).isEmpty();
    }

    @Test
    void serviceThatIsDownIsTheThirdPartysFailure() throws Exception {
        String url = service.url("/echo");
        service.close();

        assertThat(call(new HttpCall("GET", url, Optional.empty(), Optional.empty())))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class, retry -> assertThat(retry.cause()).isEqualTo(Cause.THIRD_PARTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "127.0.0.1:1", "localhost"})
    void callsNoHostThatIsNotAllowed(String allowed) throws Exception {
        HttpRequestPlugin other = new HttpRequestPlugin();
        TaskHandler<HttpCall> strict = start(other, allowed);

        Outcome outcome = strict.handle(FakeTaskContext.create(), payload());
        other.close();

        assertThat(outcome)
                .isEqualTo(Outcome.failed(
                        Cause.INVALID,
                        "the host " + service.address()
                                + " is not in the setting allowed-hosts of the plugin http-request"));
        assertThat(service.received()).isEmpty();
    }
}
