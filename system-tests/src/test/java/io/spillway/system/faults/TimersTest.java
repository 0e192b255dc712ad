package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Delayed tasks, which nothing holds but Redis. */
@Packaged
@Timeout(300)
final class TimersTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int BATCH = 250;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void firesEachOnceAlsoWhereANodeDiesAndRedisIsRestartedBeforehand() {
        int count = 2_000;
        try (Lab lab = lab()) {
            Node one = lab.cluster().node("node-1");
            Node two = lab.cluster().node("node-2");
            List<String> ids = new ArrayList<>();
            for (int from = 0; from < count; from += BATCH) {
                ids.addAll(submitted(Cluster.api(one), from, from + BATCH, i -> 15_000 + i * 5L));
            }

            two.kill();
            lab.redis().kill();
            lab.redis().restart();

            Api api = Cluster.api(one);
            Await.until("all to be over", LIMIT, () -> lab.ledger().count() == count);
            assertThat(lab.ledger().starts()).as("starts").hasSize(count);
            assertThat(lab.ledger().effects().values()).containsExactlyInAnyOrderElementsOf(ids);
            long latest = 0;
            for (String id : ids) {
                Await.until(
                        id + " to have succeeded", LIMIT, () -> api.state(id).equals("SUCCEEDED"));
                JsonNode task = api.task(id);
                Duration late = Duration.between(at(task, "dueAt"), at(task, "startedAt"));
                assertThat(late).as("start of " + id + " after it was due").isGreaterThanOrEqualTo(Duration.ZERO);
                latest = Math.max(latest, late.toMillis());
            }
            Figures.write(
                    "delayed tasks",
                    "%d, a node killed and Redis killed and restarted before they were due: each began once, %d ms late at most"
                            .formatted(count, latest));
        }
    }

    @Test
    void whoCancelsAtTheTimeItIsDueStopsItOrIsTooLateAndNothingBetween() throws InterruptedException {
        int count = 300;
        try (Lab lab = lab()) {
            List<Node> nodes = lab.cluster().nodes();
            List<String> ids = submitted(Cluster.api(nodes.getFirst()), 0, count, i -> 6_000 + i * 30L);
            List<Instant> due = ids.stream()
                    .map(id -> at(Cluster.api(nodes.getFirst()).task(id), "dueAt"))
                    .toList();
            Map<String, Integer> answers = new HashMap<>();
            for (int i = 0; i < count; i++) {
                String id = ids.get(i);
                Api api = Cluster.api(nodes.get(i % 2));
                // Some milliseconds before: a call takes about as long.
                Thread.sleep(
                        Math.max(0, Duration.between(Instant.now(), due.get(i)).toMillis() - i % 12));
                answers.put(
                        id,
                        api.send("POST", "/api/v1/tasks/" + id + "/cancel", "").status());
            }

            Set<String> began =
                    lab.ledger().starts().stream().map(Ledger.Line::task).collect(Collectors.toSet());
            int canceled = 0;
            for (String id : ids) {
                Await.until(id + " to end", LIMIT, () -> isOver(nodes, id));
                JsonNode task = Cluster.api(nodes.getFirst()).task(id);
                boolean isCanceled = task.path("state").asText().equals("canceled");
                canceled += isCanceled ? 1 : 0;
                assertThat(answers.get(id)).as("answer for " + task).isEqualTo(isCanceled ? 200 : 409);
                if (isCanceled && task.path("attempt").asInt() == 0) {
                    assertThat(began).as("what began").doesNotContain(id);
                }
            }
            assertThat(canceled).as("canceled").isBetween(1, count - 1);
            Figures.write(
                    "delayed tasks canceled at the time they are due",
                    "%d: %d canceled, %d had ended before".formatted(count, canceled, count - canceled));
        }
    }

    private Lab lab() {
        return Lab.start(folder, 2, RedisProcess.durable(folder.resolve("redis"), "always"), setup -> setup);
    }

    private static boolean isOver(List<Node> nodes, String id) {
        String state = Cluster.api(nodes.getFirst()).state(id);
        return state.equals("SUCCEEDED") || state.equals("CANCELED");
    }

    /** When a task is due, in milliseconds from its submission. */
    @FunctionalInterface
    private interface Delay {
        long of(int index);
    }

    private static List<String> submitted(Api api, int from, int to, Delay delay) {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (int i = from; i < to; i++) {
            tasks.add(Map.of(
                    "type",
                    "ledger",
                    "payload",
                    Map.of("key", "timer-" + i, "millis", 1),
                    "idempotencyKey",
                    "timer-" + i,
                    "delay",
                    Duration.ofMillis(delay.of(i)).toString()));
        }
        List<String> ids = new ArrayList<>();
        api.batch(tasks).forEach(result -> ids.add(result.path("id").asText()));
        assertThat(ids).hasSize(to - from).doesNotContain("");
        return ids;
    }

    private static Instant at(JsonNode task, String field) {
        return Instant.parse(task.path(field).asText());
    }
}
