package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More calls, and larger ones, than Alertmanager makes in its worst hour. */
@Packaged
@Alone
@Timeout(300)
final class WebhookLoadTest {

    private static final int RATE = 1_000;
    private static final int SECONDS = Boolean.getBoolean("spillway.full") ? 60 : 5;
    private static final int SENDERS = 16;
    /** A multiple of the senders, so that each scope's words are sent in order, by one of them. */
    private static final int SCOPES = 48;

    @TempDir
    Path folder;

    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();
    private ServerProcess server;

    @BeforeEach
    void start() {
        server = ServerProcess.start(ServerSetup.in(folder)
                .forMuchLoad()
                .with("degrade.l1.min-hold", "1s")
                .with("degrade.ramp-step", "1s")
                .withEnvironment("JAVA_TOOL_OPTIONS", "-Xmx512m"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Each alert fires and resolves again and again, each time one call later; what was last answered with 200 must hold. */
    @Test
    void eachOfAThousandCallsASecondIsAnswered200Or503AndNoneThatWasAnswered200IsLost() throws InterruptedException {
        Instant startsAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        int rounds = RATE * SECONDS / SCOPES;
        CountDownLatch done = new CountDownLatch(SENDERS);
        post(List.of(new ControlAlert("Noise", "L1", "nowhere", "first").firing(startsAt)));
        double before = heap();
        long begin = System.nanoTime();
        for (int sender = 0; sender < SENDERS; sender++) {
            int first = sender;
            Thread.ofVirtual().start(() -> {
                for (int call = first; call < rounds * SCOPES; call += SENDERS) {
                    LockSupport.parkNanos(begin + call * 1_000_000_000L / RATE - System.nanoTime());
                    send(new Word(call % SCOPES, call / SCOPES, startsAt));
                }
                done.countDown();
            });
        }
        assertThat(done.await(200, TimeUnit.SECONDS)).as("all were sent").isTrue();
        double took = (System.nanoTime() - begin) / 1e9;
        double after = heap();

        List<Long> sorted = nanos.stream().sorted().toList();
        FigureFile.LOOP.write(
                "webhooks",
                "%.0f a second for %.0f s, %s; %d answered 503; heap after a collection %.0f MiB before, %.0f MiB after"
                        .formatted(
                                rounds * SCOPES / took,
                                took,
                                FigureFile.percentiles(sorted),
                                later.get(),
                                before / (1 << 20),
                                after / (1 << 20)));
        assertThat(wrong).isEmpty();
        assertThat(taken).hasValue(rounds * SCOPES);
        assertThat(later).as("calls that were to be sent again").hasValueLessThan(rounds * SCOPES / 10);
        assertThat(server.api().metrics().sum("spillway_alerts_received_total"))
                .as("alerts that were taken, and the first one")
                .isGreaterThanOrEqualTo(taken.get() + 1);
        holdWhatWasSaidLast(rounds, startsAt);
        assertThat(after - before).as("growth of the heap in bytes").isLessThan(128 << 20);
    }

    /** What is said of one scope's alert in one round: odd scopes are half an episode ahead, and fire at the end. */
    private record Word(int scope, int round, Instant begin) {

        ControlAlert alert() {
            return ControlAlert.ofService("load-" + scope);
        }

        boolean fires() {
            return (scope + round) % 2 == 0;
        }

        Instant startsAt() {
            return begin.plusMillis((scope + round) / 2 * 10L);
        }

        Map<String, Object> notice() {
            return fires()
                    ? alert().firing(startsAt())
                    : alert().resolved(startsAt(), startsAt().plusMillis(5));
        }
    }

    /** As Alertmanager does, sends what was answered with 503 again. */
    private void send(Word word) {
        String body = ControlAlert.body(List.of(word.notice()));
        try {
            Await.until("an answer of 200", Duration.ofSeconds(60), () -> isTaken(body));
        } catch (RuntimeException | AssertionError e) {
            wrong.add(e.toString());
        }
    }

    private boolean isTaken(String body) {
        long sent = System.nanoTime();
        Api.Answer answer = server.webhook().send("POST", "/api/v1/alertmanager", body);
        nanos.add(System.nanoTime() - sent);
        switch (answer.status()) {
            case 200 -> taken.incrementAndGet();
            case 503 -> later.incrementAndGet();
            default -> throw new AssertionError("a call was answered " + answer);
        }
        return answer.status() == 200;
    }

    private void holdWhatWasSaidLast(int rounds, Instant startsAt) {
        Map<String, JsonNode> known = new HashMap<>();
        server.api()
                .alerts()
                .forEach(alert -> known.put(alert.path("fingerprint").asText(), alert));
        List<String> firing = new ArrayList<>();
        for (int scope = 0; scope < SCOPES; scope++) {
            Word last = new Word(scope, rounds - 1, startsAt);
            JsonNode alert = known.get(last.alert().fingerprint());
            assertThat(alert).as(last.toString()).isNotNull();
            assertThat(alert.path("status").asText())
                    .as(last.toString())
                    .isEqualTo(last.fires() ? "firing" : "resolved");
            assertThat(Instant.parse(alert.path("startsAt").asText()))
                    .as(last.toString())
                    .isEqualTo(last.startsAt());
            if (last.fires()) {
                firing.add("\"" + last.alert().written() + "\"");
            }
        }
        assertThat(firing).hasSize(SCOPES / 2);
        Await.until("a tier for each that fires", Duration.ofSeconds(20), () -> {
            String scopes = server.api().get("/api/v1/degradation").toString();
            return firing.stream().allMatch(scopes::contains);
        });
    }

    @Test
    void tenThousandAlertsInOneCallAreTakenWhole() {
        Instant startsAt = Instant.now();
        List<Map<String, Object>> alerts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            alerts.add(new ControlAlert("Noise", "L1", "nowhere", "many-" + i).firing(startsAt));
        }
        alerts.set(7_000, new ControlAlert("CorePathErrorRateHigh", "L2", "core", "").firing(startsAt));
        double before = heap();
        long sent = System.nanoTime();

        post(alerts);

        double took = (System.nanoTime() - sent) / 1e9;
        assertThat(server.api().alerts()).hasSize(10_000);
        Await.until(
                "the one that drives a tier",
                Duration.ofSeconds(10),
                () -> server.api().degradation("core").tier().equals("L2"));
        double after = heap();
        FigureFile.LOOP.write(
                "10,000 alerts in one call",
                "%.2f s; heap after a collection %.0f MiB before, %.0f MiB after"
                        .formatted(took, before / (1 << 20), after / (1 << 20)));
        assertThat(after - before).as("growth of the heap in bytes").isLessThan(128 << 20);
    }

    private void post(List<Map<String, Object>> alerts) {
        Api.Answer answer = server.webhook().send("POST", "/api/v1/alertmanager", ControlAlert.body(alerts));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** What lives in the server's heap, in bytes. */
    private double heap() {
        return Heap.live(server.pid());
    }
}
