package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int SCOPES = 50;

    @TempDir
    Path folder;

    private final AtomicInteger later = new AtomicInteger();
    private ServerProcess server;

    @BeforeEach
    void start() {
        server = ServerProcess.start(ServerSetup.in(folder)
                .with("degrade.l1.min-hold", "1s")
                .with("degrade.ramp-step", "1s")
                .withEnvironment("JAVA_TOOL_OPTIONS", "-Xmx512m"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Each alert fires and resolves again and again; the last word of each even one is that it fires. */
    @Test
    void aThousandCallsASecondAreAllAnsweredRightAndTheLastWordCounts() throws InterruptedException {
        Instant startsAt = Instant.now();
        int calls = RATE * SECONDS;
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicLong next = new AtomicLong();
        CountDownLatch done = new CountDownLatch(SENDERS);
        post(List.of(ControlAlert.ofService("load-0").firing(startsAt)));
        double before = heap();
        double taken = taken();
        long begin = System.nanoTime();
        for (int i = 0; i < SENDERS; i++) {
            Thread.ofVirtual().start(() -> {
                for (long call = next.getAndIncrement(); call < calls; call = next.getAndIncrement()) {
                    long due = begin + call * 1_000_000_000L / RATE;
                    LockSupport.parkNanos(due - System.nanoTime());
                    send((int) call, startsAt, nanos, wrong);
                }
                done.countDown();
            });
        }
        done.await();
        double took = (System.nanoTime() - begin) / 1e9;
        double after = heap();
        assertThat(taken() - taken)
                .as("notices that the server counts, of %d answered 200", calls - later.get() - wrong.size())
                .isEqualTo(calls - later.get() - wrong.size());

        settle(startsAt);

        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        FigureFile.LOOP.write(
                "webhooks",
                "%.0f a second for %.0f s, %s; heap after a collection %.0f MiB before, %.0f MiB after; %d wrong answers"
                        .formatted(
                                calls / took,
                                took,
                                FigureFile.percentiles(sorted),
                                before / (1 << 20),
                                after / (1 << 20),
                                wrong.size()));
        assertThat(wrong).isEmpty();
        assertThat(later).as("calls that were to be sent again").hasValueLessThan(calls / 10);
        assertThat(after - before).as("growth of the heap in bytes").isLessThan(128 << 20);
    }

    private void send(int call, Instant startsAt, Queue<Long> nanos, Queue<String> wrong) {
        ControlAlert alert = ControlAlert.ofService("load-" + call % SCOPES);
        int episode = call / SCOPES;
        Instant began = startsAt.plusMillis(episode / 2 * 10L);
        Map<String, Object> notice =
                episode % 2 == 0 ? alert.firing(began) : alert.resolved(began, began.plusMillis(5));
        long sent = System.nanoTime();
        Api.Answer answer = server.webhook().send("POST", "/api/v1/alertmanager", ControlAlert.body(List.of(notice)));
        nanos.add(System.nanoTime() - sent);
        /* 503 is a right answer under pressure: Alertmanager sends again. */
        if (answer.status() == 503) {
            later.incrementAndGet();
        } else if (answer.status() != 200) {
            wrong.add(answer.status() + " " + answer.body());
        }
    }

    /** Even ones fire, odd ones have ended: so it must be in force. */
    private void settle(Instant startsAt) {
        Instant last = startsAt.plusSeconds(3600);
        List<Map<String, Object>> word = new ArrayList<>();
        for (int i = 0; i < SCOPES; i++) {
            ControlAlert alert = ControlAlert.ofService("load-" + i);
            word.add(alert.firing(last));
            if (i % 2 == 1) {
                word.add(alert.resolved(last, last.plusMillis(1)));
            }
        }
        post(word);
        for (int i = 0; i < SCOPES; i++) {
            String fingerprint = ControlAlert.ofService("load-" + i).fingerprint();
            String expected = i % 2 == 0 ? "firing" : "resolved";
            assertThat(status(fingerprint)).as("alert " + i).isEqualTo(expected);
        }
        Await.until("a tier for each that fires", Duration.ofSeconds(20), () -> {
            String scopes = server.api().get("/api/v1/degradation").toString();
            for (int i = 0; i < SCOPES; i += 2) {
                if (!scopes.contains("\"service:load-" + i + "\"")) {
                    return false;
                }
            }
            return true;
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

    /** How many notices were folded into what is known, by whatever result. */
    private double taken() {
        Samples metrics = server.api().metrics();
        return metrics.sum("spillway_alerts_received_total")
                - metrics.sum("spillway_alerts_received_total", "status", "none");
    }

    private void post(List<Map<String, Object>> alerts) {
        Api.Answer answer = server.webhook().send("POST", "/api/v1/alertmanager", ControlAlert.body(alerts));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private String status(String fingerprint) {
        for (var alert : server.api().alerts()) {
            if (alert.path("fingerprint").asText().equals(fingerprint)) {
                return alert.path("status").asText();
            }
        }
        return "none";
    }

    /** What lives in the server's heap, in bytes. */
    private double heap() {
        return Heap.live(server.pid());
    }
}
