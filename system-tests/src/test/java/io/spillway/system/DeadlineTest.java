package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A caller's time goes with the task into the call that its handler makes; when nobody waits any more, that call ends. */
@Packaged
@Alone
@Timeout(120)
final class DeadlineTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static ServerProcess server;

    private SilentSite site;

    @BeforeAll
    static void startServer() {
        server = ServerProcess.start(
                ServerSetup.in(folder).with("plugins.config.http-request.allowed-hosts", "127.0.0.1"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void startSite() {
        site = SilentSite.start();
    }

    @AfterEach
    void stopSite() {
        site.close();
    }

    private Map<String, Object> call() {
        return Api.task("http-request", Map.of("method", "GET", "url", "http://" + site.address() + "/"));
    }

    @Test
    void aCallersBudgetReachesTheServiceBehindTheTaskAndEndsTheCall() throws InterruptedException {
        Api api = server.api();
        long begin = System.nanoTime();

        Api.Answer answer = api.submit(call(), "grpc-timeout", "1500m", "X-Request-Timeout-Ms", "60000");
        String id = answer.json().path("id").asText();

        assertThat(answer.status()).isEqualTo(201);
        site.awaitRequest();
        int told = Integer.parseInt(site.header("X-Request-Timeout-Ms").orElse("0"));
        assertThat(told).as("what is left when the call begins").isBetween(1, 1500);
        assertThat(site.header("grpc-timeout")).contains(told + "m");
        assertThat(site.header("traceparent")).isPresent();

        site.awaitHangUp();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(took)
                .isBetween(Duration.ofMillis(1400), Duration.ofMillis(1500).plus(SOON));
        api.awaitState(id, "FAILED", SOON);
        assertThat(api.task(id).path("error").path("cause").asText()).isEqualTo("deadline");
        assertThat(api.task(id).path("attempt").asInt()).isOne();
        assertThat(ended(api, "deadline")).isOne();
    }

    @Test
    void aCancellationEndsTheCallAtOnce() throws InterruptedException {
        Api api = server.api();
        String id = api.submitted(call());
        site.awaitRequest();
        long begin = System.nanoTime();

        api.send("POST", "/api/v1/tasks/" + id + "/cancel", "");
        site.awaitHangUp();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
        JsonNode task = api.task(id);
        assertThat(task.path("state").asText()).isEqualTo("canceled");
        assertThat(task.path("attempt").asInt()).as("it had begun").isOne();
        assertThat(task.path("error").path("cause").asText())
                .as(task.toString())
                .isEqualTo("canceled");
        Await.until("the attempt to be counted as canceled", SOON, () -> ended(api, "canceled") == 1);
    }

    @Test
    void aTaskWhoseTimeIsUpBeforeItBeginsIsSettledAsThatAndNeverRuns() {
        Api api = server.api();
        String limits = "/api/v1/limits/probe-noop";
        assertThat(api.send("PUT", limits, "{\"concurrency\": 0, \"reason\": \"held\", \"ttl\": \"PT10M\"}")
                        .status())
                .isEqualTo(200);
        String id = api.submitted(Map.of("type", "probe-noop", "payload", Map.of(), "timeout", "PT0.2S"));
        Instant deadline = Instant.parse(api.task(id).path("deadline").asText());
        Await.until("the deadline to pass", LIMIT, () -> Instant.now().isAfter(deadline.plusMillis(100)));
        assertThat(api.state(id)).isEqualTo("PENDING");

        api.send("DELETE", limits, "");
        api.awaitState(id, "FAILED", LIMIT);

        JsonNode task = api.task(id);
        assertThat(task.path("error").path("cause").asText())
                .as(task.toString())
                .isEqualTo("deadline");
        assertThat(task.path("attempt").asInt()).as(task.toString()).isZero();
        assertThat(task.path("startedAt").asText("")).as(task.toString()).isEmpty();
    }

    private static double ended(Api api, String cause) {
        return api.metrics().sum("spillway_task_attempts_total", "type", "http-request", "cause", cause);
    }
}
