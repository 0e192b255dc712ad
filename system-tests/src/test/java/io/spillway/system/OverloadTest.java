package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five times what the node can take: what is critical succeeds in time, and what may be shed is sent away. First without a
 * tier, by the pressure of the queue alone, then under one.
 */
@Packaged
@Alone
@Timeout(240)
final class OverloadTest {

    private static final int SECONDS = Boolean.getBoolean("spillway.full") ? 120 : 20;

    /* 8 workers of 100 ms are 80 tasks a second. Ten times a second come 2 + 19 + 19, and one alone: 410 a second. */
    private static final Map<String, Integer> TURN = Map.of("CRITICAL", 2, "SHEDDABLE_PLUS", 19, "SHEDDABLE", 19);

    private final Queue<String> critical = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Queue<Api.Answer> refusals = new ConcurrentLinkedQueue<>();
    /** How long callers had been slowed down in all when one who sent a task alone was first refused, in seconds. */
    private final AtomicReference<Double> slowedBefore = new AtomicReference<>();

    @TempDir
    Path folder;

    @Test
    void whatIsCriticalSucceedsUnderFiveTimesTheLoad() {
        ServerSetup setup = ServerSetup.in(folder)
                .forMuchLoad()
                .with("pool.min-workers", "8")
                .with("pool.max-workers", "8")
                .with("pressure.slow-after", "2s")
                .with("pressure.refuse-after", "10s");
        try (ServerProcess server = ServerProcess.start(setup)) {
            Api api = server.api();
            warmUp(api);
            send(api, SECONDS);

            long succeeded = critical.stream().filter(id -> ends(api, id)).count();

            int offered = count("CRITICAL 201") + count("CRITICAL 429") + count("CRITICAL 503");
            int shed = count("SHEDDABLE 429") + count("SHEDDABLE 503") + count("SHEDDABLE_PLUS 429");
            FigureFile.LOOP.write(
                    "five times the load",
                    "%d of %d critical tasks succeeded in time; answers %s".formatted(succeeded, offered, answers));
            assertThat(unanswered).hasValue(0);
            assertThat(offered).isGreaterThan(SECONDS * 10);
            assertThat(100.0 * succeeded / offered)
                    .as("per cent of the critical tasks that succeeded within their time; answers " + answers)
                    .isGreaterThanOrEqualTo(99);
            assertThat(shed).as("sent away; answers " + answers).isGreaterThan(offered);
            assertThat(slowedBefore.get())
                    .as("seconds of slowing before anybody was refused")
                    .isPositive();
            assertThat(refusals).extracting(Api.Answer::status).contains(429);
            assertThat(refusals).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isIn(429, 503);
                assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
            });

            underATierOnlyWhatIsCriticalIsLetIn(api);
        }
    }

    /* A server that has just been started runs nothing as fast as it will: what it can take would not be known. */
    private static void warmUp(Api api) {
        List<Map<String, Object>> batch = Collections.nCopies(40, Api.task("probe-sleep", Map.of("millis", 100)));
        for (int i = 0; i < 10; i++) {
            for (JsonNode result : api.batch(batch)) {
                ends(api, result.path("id").asText());
            }
        }
    }

    private void underATierOnlyWhatIsCriticalIsLetIn(Api api) {
        Api.Answer engaged = api.engage("site", "L2", "five times the load", Duration.ofMinutes(10));
        assertThat(engaged.status()).as(engaged.body()).isEqualTo(200);
        answers.clear();
        critical.clear();
        refusals.clear();

        send(api, SECONDS / 4);

        assertThat(unanswered).hasValue(0);
        assertThat(answers.keySet())
                .as("answers " + answers)
                .containsExactlyInAnyOrder("CRITICAL 201", "SHEDDABLE 503", "SHEDDABLE_PLUS 503");
        assertThat(refusals)
                .allSatisfy(answer -> assertThat(answer.json().path("tier").asText())
                        .as(answer.body())
                        .isEqualTo("L2"));
        assertThat(critical.stream().filter(id -> ends(api, id)).count()).isEqualTo(critical.size());
    }

    private void send(Api api, int seconds) {
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger turns = new AtomicInteger();
            clock.scheduleAtFixedRate(
                    () -> {
                        turns.incrementAndGet();
                        TURN.forEach((criticality, tasks) -> senders.execute(() -> batch(api, criticality, tasks)));
                        senders.execute(() -> alone(api));
                    },
                    0,
                    100,
                    TimeUnit.MILLISECONDS);
            Await.until("the end of the load", Duration.ofSeconds(seconds + 60L), () -> turns.get() >= seconds * 10);
            clock.shutdown();
        }
    }

    private void batch(Api api, String criticality, int tasks) {
        List<Map<String, Object>> batch = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            batch.add(Map.of(
                    "type",
                    "probe-sleep",
                    "payload",
                    Map.of("millis", 100),
                    "criticality",
                    criticality,
                    "timeout",
                    "PT15S"));
        }
        try {
            for (JsonNode result : api.batch(batch)) {
                int status = result.path("status").asInt();
                answers.computeIfAbsent(criticality + " " + status, _ -> new AtomicInteger())
                        .incrementAndGet();
                if (criticality.equals("CRITICAL") && status == 201) {
                    critical.add(result.path("id").asText());
                }
            }
        } catch (RuntimeException | AssertionError e) {
            System.err.println("a batch was not answered: " + e);
            unanswered.incrementAndGet();
        }
    }

    /** One task a request: what its sender is told stands in the header. */
    private void alone(Api api) {
        Map<String, Object> task = Map.of(
                "type",
                "probe-sleep",
                "payload",
                Map.of("millis", 100),
                "criticality",
                "SHEDDABLE",
                "timeout",
                "PT15S");
        try {
            Api.Answer answer = api.submit(task);
            if (answer.status() != 201) {
                if (slowedBefore.get() == null) {
                    slowedBefore.compareAndSet(
                            null,
                            api.metrics().sum("spillway_submissions_slowed_seconds_total", "type", "probe-sleep"));
                }
                refusals.add(answer);
            }
        } catch (RuntimeException | AssertionError e) {
            System.err.println("a task was not answered: " + e);
            unanswered.incrementAndGet();
        }
    }

    private int count(String answer) {
        AtomicInteger count = answers.get(answer);
        return count == null ? 0 : count.get();
    }

    private static boolean ends(Api api, String id) {
        return Await.value(
                        "the end of " + id,
                        Duration.ofSeconds(30),
                        () -> Optional.of(api.state(id))
                                .filter(state -> !state.equals("PENDING") && !state.equals("RUNNING")))
                .equals("SUCCEEDED");
    }
}
