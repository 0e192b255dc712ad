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
import java.util.concurrent.locks.LockSupport;
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
    private static final int ROUND = 30;
    /** However slow the machine is, the first of a round is canceled before it is due, and the last one after its end. */
    private static final int EARLY = 0;

    private static final int LATE = ROUND - 1;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void firesEachOnceAlsoWhereANodeDiesAndRedisIsRestartedBeforehand() {
        int count = 10_000;
        try (Lab lab = lab()) {
            Node one = lab.cluster().node("node-1");
            Node two = lab.cluster().node("node-2");
            List<Recorder.Acknowledged> tasks = new ArrayList<>();
            for (int from = 0; from < count; from += BATCH) {
                tasks.addAll(submitted(Cluster.api(one), from, from + BATCH, i -> 15_000 + i));
            }

            two.kill();
            lab.redis().kill();
            lab.redis().restart();

            Await.until("all to be over", LIMIT, () -> lab.ledger().count() >= count);
            Verdict.Outcome outcome = lab.checkAll(tasks, LIMIT);
            assertThat(outcome.repeats()).as("begun more than once").isZero();
            assertThat(lab.ledger().starts()).as("starts").hasSize(count);
            long latest = 0;
            for (JsonNode task : outcome.states().values()) {
                Duration late = Duration.between(at(task, "dueAt"), at(task, "startedAt"));
                assertThat(late).as("start of " + task + " after it was due").isGreaterThanOrEqualTo(Duration.ZERO);
                latest = Math.max(latest, late.toMillis());
            }
            Figures.write(
                    "delayed tasks",
                    "%d, a node killed and Redis killed and restarted before they were due: each began once, %d ms late at most"
                            .formatted(count, latest));
        }
    }

    @Test
    void whoCancelsAtTheTimeItIsDueStopsItOrIsTooLateAndNothingBetween() {
        int count = 300;
        try (Lab lab = lab()) {
            List<Node> nodes = lab.cluster().nodes();
            List<Recorder.Acknowledged> tasks = new ArrayList<>();
            Map<String, Integer> answers = new HashMap<>();
            for (int round = 0; round < count; round += ROUND) {
                List<Recorder.Acknowledged> some =
                        submitted(Cluster.api(nodes.getFirst()), round, round + ROUND, TimersTest::delay);
                tasks.addAll(some);
                /* All of a batch are submitted at the same time, and asking for each would take until they are due. */
                Instant submitted = at(
                                Cluster.api(nodes.getFirst())
                                        .task(some.getFirst().id()),
                                "dueAt")
                        .minusMillis(delay(0));
                for (int i = 0; i < ROUND; i++) {
                    String id = some.get(i).id();
                    awaitMoment(nodes, id, i, submitted.plusMillis(delay(i)));
                    answers.put(id, cancel(Cluster.api(nodes.get(i % 2)), id));
                }
            }

            Set<String> began =
                    lab.ledger().starts().stream().map(Ledger.Line::task).collect(Collectors.toSet());
            int canceled = 0;
            List<Recorder.Acknowledged> late = new ArrayList<>();
            for (Recorder.Acknowledged each : tasks) {
                String id = each.id();
                Await.until(id + " to end", LIMIT, () -> isOver(nodes, id));
                JsonNode task = Cluster.api(nodes.getFirst()).task(id);
                boolean isCanceled = task.path("state").asText().equals("canceled");
                if (isCanceled) {
                    canceled++;
                } else {
                    late.add(each);
                }
                assertThat(answers.get(id)).as("answer for " + task).isEqualTo(isCanceled ? 200 : 409);
                if (isCanceled && task.path("attempt").asInt() == 0) {
                    assertThat(began).as("what began").doesNotContain(id);
                }
            }
            assertThat(canceled).as("canceled").isBetween(1, count - 1);
            assertThat(lab.check(late, LIMIT).repeats())
                    .as("begun more than once")
                    .isZero();
            Figures.write(
                    "delayed tasks canceled at the time they are due",
                    "%d: %d canceled, %d had ended before".formatted(count, canceled, count - canceled));
        }
    }

    private static long delay(int index) {
        return index % ROUND == EARLY ? 60_000 : 1_000 + index % ROUND * 30L;
    }

    private static void awaitMoment(List<Node> nodes, String id, int place, Instant due) {
        if (place == LATE) {
            Await.until(id + " to end", LIMIT, () -> isOver(nodes, id));
        } else if (place != EARLY) {
            // Before, by up to 100 ms, and mostly by a few: a call takes about as long, and longer on a busy machine.
            awaitClock(due.minusMillis(place * place / 8));
        }
    }

    private static int cancel(Api api, String id) {
        return api.send("POST", "/api/v1/tasks/" + id + "/cancel", "").status();
    }

    /** More exactly than {@link Await} looks. */
    private static void awaitClock(Instant time) {
        while (Instant.now().isBefore(time)) {
            LockSupport.parkNanos(200_000);
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

    private static List<Recorder.Acknowledged> submitted(Api api, int from, int to, Delay delay) {
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
        Instant sent = Instant.now();
        List<Recorder.Acknowledged> taken = new ArrayList<>();
        for (JsonNode result : api.batch(tasks)) {
            String key = "timer-" + (from + taken.size());
            taken.add(new Recorder.Acknowledged(key, result.path("id").asText(), sent, Instant.now()));
        }
        assertThat(taken)
                .hasSize(to - from)
                .extracting(Recorder.Acknowledged::id)
                .doesNotContain("");
        return taken;
    }

    private static Instant at(JsonNode task, String field) {
        return Instant.parse(task.path(field).asText());
    }
}
