package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Alone;
import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import io.spillway.system.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The clock of one node is an hour ahead of the other's, and of Redis's. */
@Packaged
@Alone
@Timeout(180)
final class ClockTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final String FAST = "node-2";

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void keepsLeasesDelaysDeadlinesAndRetriesWhereClocksAreAnHourApart() {
        RedisProcess redis = RedisProcess.durable(folder.resolve("redis"), "everysec");
        try (Lab lab = Lab.start(folder, 2, redis, ClockTest::withClock);
                Recorder load = lab.load(50, seed.random("load"))) {
            Node right = lab.cluster().node("node-1");
            Node fast = lab.cluster().node(FAST);
            assertThat(startedAt(fast)).isBetween(shifted(-2), shifted(2));
            assertThat(startedAt(right)).isBetween(shifted(-62), shifted(-58));
            assertShown(fast);
            assertThat(skewProblems(right)).isZero();

            /* Longer than leases last, unless they are renewed by one clock and counted by the same. */
            List<Recorder.Acknowledged> tasks = new ArrayList<>(
                    new Recorder(lab.cluster(), () -> Lab.LEASE.multipliedBy(3).toMillis()).submit(6));
            List<String> delayed = new ArrayList<>();
            List<String> expired = new ArrayList<>();
            List<String> retried = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Api api = Cluster.api(lab.cluster().nodes().get(i % 2));
                delayed.add(api.submitted(Map.of("type", "probe-noop", "payload", Map.of(), "delay", "PT2S")));
                expired.add(api.submitted(
                        Map.of("type", "probe-sleep", "payload", Map.of("millis", 10_000), "timeout", "PT1S")));
                retried.add(api.submitted(Api.task("probe-fail", Map.of("cause", "third-party", "times", 2))));
            }
            List<JsonNode> late = ends(lab, delayed, "SUCCEEDED");
            List<JsonNode> failed = ends(lab, expired, "FAILED");
            ends(lab, retried, "SUCCEEDED")
                    .forEach(task -> assertThat(task.path("attempt").asInt()).isEqualTo(3));

            /* And the node whose clock is wrong takes over what the other one leaves behind. */
            load.awaitMore(20);
            lab.fault(right, right::kill);
            load.awaitMore(100);
            load.stop();
            right.start();
            tasks.addAll(load.acknowledged().values());
            Verdict.Outcome outcome = lab.check(tasks, LIMIT);

            assertThat(failed).allSatisfy(task -> {
                assertThat(task.path("error").path("cause").asText()).isEqualTo("deadline");
                assertThat(between(task, "createdAt", "finishedAt"))
                        .isBetween(Duration.ofMillis(950), Duration.ofSeconds(3));
            });
            assertThat(late)
                    .allSatisfy(task -> assertThat(between(task, "createdAt", "startedAt"))
                            .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3)));
            Figures.write(
                    "clocks an hour apart",
                    "%d tasks, %d repeated for the kill of a node, delays of 2 s off by %d ms at most"
                            .formatted(
                                    outcome.tasks(),
                                    outcome.repeats(),
                                    late.stream()
                                            .mapToLong(task -> between(task, "createdAt", "startedAt")
                                                            .toMillis()
                                                    - 2_000)
                                            .max()
                                            .orElseThrow()));
        }
    }

    /* The monotonic clock is left alone, as no NTP moves it either; the fix that is switched off makes a JVM spin. */
    private static ServerSetup withClock(ServerSetup setup) {
        return setup.folder().endsWith(FAST)
                ? setup.withEnvironment("LD_PRELOAD", library().toString())
                        .withEnvironment("FAKETIME", "+" + AHEAD.toHours() + "h")
                        .withEnvironment("DONT_FAKE_MONOTONIC", "1")
                        .withEnvironment("FAKETIME_FORCE_MONOTONIC_FIX", "0")
                : setup;
    }

    /* Each architecture has a folder of its own. */
    private static Path library() {
        try (var folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no libfaketime; ./verify installs what the tests need"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant startedAt(Node node) {
        JsonNode seen = node(Cluster.api(node).get("/api/v1/nodes"), node);
        return Instant.parse(seen.path("startedAt").asText());
    }

    private static JsonNode node(JsonNode answer, Node node) {
        return answer.path("nodes")
                .valueStream()
                .filter(each -> each.path("name").asText().equals(node.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(node.name() + " is not in " + answer));
    }

    /** The node says itself that it does not agree with Redis on the time. */
    private static void assertShown(Node fast) {
        Await.until("the problem of the clock", LIMIT, () -> skewProblems(fast) == 1);
        JsonNode answer = Cluster.api(fast).get("/api/v1/nodes");
        assertThat(answer.path("storage").get(0).path("clockSkewSeconds").asDouble())
                .isBetween(-AHEAD.toSeconds() - 60.0, -AHEAD.toSeconds() + 60.0);
        assertThat(node(answer, fast).path("warnings"))
                .extracting(JsonNode::asText)
                .anySatisfy(warning -> assertThat(warning).contains("clock"));
    }

    private static double skewProblems(Node node) {
        return Cluster.api(node).metrics().sum("spillway_problems", "kind", "clock-skew");
    }

    /** An hour ahead of now, and so many minutes. */
    private static Instant shifted(int minutes) {
        return Instant.now().plus(AHEAD).plus(Duration.ofMinutes(minutes));
    }

    private static List<JsonNode> ends(Lab lab, List<String> ids, String state) {
        Api api = Cluster.api(lab.cluster().nodes().getFirst());
        return ids.stream()
                .map(id -> {
                    api.awaitState(id, state, LIMIT);
                    return api.task(id);
                })
                .toList();
    }

    private static Duration between(JsonNode task, String from, String until) {
        return Duration.between(
                Instant.parse(task.path(from).asText()),
                Instant.parse(task.path(until).asText()));
    }
}
