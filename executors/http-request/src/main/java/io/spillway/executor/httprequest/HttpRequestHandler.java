package io.spillway.executor.httprequest;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes one HTTP request for each attempt, in the task's trace and within its time. */
final class HttpRequestHandler implements TaskHandler<HttpCall> {

    static final int KEPT_BYTES = 64 * 1024;

    private static final TaskType<HttpCall> TYPE = TaskType.of("http-request", HttpCall.class);

    private final HttpClient client;
    private final AllowedHosts allowed;
    private final InstantSource clock;

    HttpRequestHandler(HttpClient client, AllowedHosts allowed, InstantSource clock) {
        this.client = client;
        this.allowed = allowed;
        this.clock = clock;
    }

    @Override
    public TaskType<HttpCall> type() {
        return TYPE;
    }

    /** The host and port: what a limit per key protects. */
    @Override
    public Optional<String> concurrencyKey(HttpCall payload) {
        URI url = payload.uri();
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return Optional.of(url.getPort() < 0 ? host : host + ":" + url.getPort());
    }

    @Override
    public Outcome handle(TaskContext context, HttpCall payload) throws InterruptedException {
        context.cancellation().throwIfCanceled();
        URI url = payload.uri();
        if (!allowed.allow(url)) {
            return Outcome.failed(
                    Cause.INVALID,
                    "the host " + url.getRawAuthority() + " is not in the setting " + AllowedHosts.SETTING
                            + " of the plugin http-request");
        }
        if (context.remaining().isZero()) {
            return Outcome.failed(Cause.DEADLINE, "no time was left to call " + url.getHost());
        }
        try (OutgoingCall call = context.beginCall(payload.method())) {
            call.attribute("server.address", url.getHost());
            HttpRequest request = request(payload, url, call.headers(), context.idempotencyKey());
            return exchange(request, call, context);
        }
    }

    private static HttpRequest request(HttpCall payload, URI url, Map<String, String> traceAndBudget, String key) {
        HttpRequest.BodyPublisher body =
                payload.body().map(HttpRequest.BodyPublishers::ofString).orElseGet(HttpRequest.BodyPublishers::noBody);
        HttpRequest.Builder request = HttpRequest.newBuilder(url).method(payload.method(), body);
        payload.headers().orElse(Map.of()).forEach(request::setHeader);
        traceAndBudget.forEach(request::setHeader);
        if (!payload.isRepeatable()) {
            request.setHeader("Idempotency-Key", key);
        }
        return request.build();
    }

    /*
     * Waits for headers and body together: HttpRequest.timeout would end with the headers, and a body that trickles
     * would hold the worker. Canceling the future ends the exchange and closes its connection.
     */
    private Outcome exchange(HttpRequest request, OutgoingCall call, TaskContext context) throws InterruptedException {
        Duration left = context.remaining();
        CompletableFuture<HttpResponse<CappedBody.Kept>> exchange =
                client.sendAsync(request, ignored -> new CappedBody(KEPT_BYTES));
        context.cancellation().onCancel(() -> exchange.cancel(true));
        try {
            HttpResponse<CappedBody.Kept> response = exchange.get(left.toNanos(), TimeUnit.NANOSECONDS);
            call.attribute("http.response.status_code", Integer.toString(response.statusCode()));
            Outcome outcome = Answer.of(response).outcome(clock.instant());
            if (!(outcome instanceof Outcome.Succeeded)) {
                call.failed("status " + response.statusCode());
            }
            return outcome;
        } catch (TimeoutException e) {
            call.failed("no answer in time");
            return Outcome.failed(
                    Cause.DEADLINE, "no answer within the " + left.toMillis() + " ms that were left for it");
        } catch (CancellationException | InterruptedException e) {
            throw givenUp(call);
        } catch (ExecutionException e) {
            if (context.cancellation().isCanceled()) {
                // The exchange may notice that its connection was closed before it notices that nobody wants it.
                throw givenUp(call);
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            call.failed(cause.getClass().getSimpleName());
            if (cause instanceof IOException) {
                return Outcome.retry(Cause.THIRD_PARTY, "the call failed: " + cause);
            }
            throw new IllegalStateException("the HTTP client failed", cause);
        } finally {
            exchange.cancel(true);
        }
    }

    private static InterruptedException givenUp(OutgoingCall call) {
        call.failed("canceled");
        return new InterruptedException("the call was given up: the attempt was canceled");
    }
}
