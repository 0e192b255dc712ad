package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Alone;
import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node stands still for longer than its lease, as in a long collection, and wakes up believing that it still has its tasks. */
@Packaged
@Alone
@Timeout(180)
final class FrozenNodeTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration FROZEN = Lab.LEASE.multipliedBy(3);
    /** Outlives the freeze. */
    private static final Duration LONG = FROZEN.plusSeconds(3);
    /** Is over, by the zombie's clock, when it wakes up. */
    private static final Duration SHORT = Duration.ofMillis(1_500);

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void refusesWhatAZombieSettlesAndInterruptsItsHandlers() {
        try (Lab lab = Lab.start(folder, 2);
                Recorder load = lab.load(50, seed.random("load"))) {
            Recorder lasting = new Recorder(lab.cluster(), LONG::toMillis);
            Recorder passing = new Recorder(lab.cluster(), SHORT::toMillis);
            List<Recorder.Acknowledged> tasks = new ArrayList<>(lasting.submit(4));
            List<String> probes = new ArrayList<>();
            Node zombie = Await.value("a node that runs tasks of all three kinds", LIMIT, () -> {
                probes.addAll(List.of(probe(lab), probe(lab)));
                tasks.addAll(passing.submit(2));
                return lab.cluster().nodes().stream()
                        .filter(node -> isRunning(lab, "ledger", node, LONG)
                                && isRunning(lab, "ledger", node, SHORT)
                                && isRunning(lab, "probe-sleep", node, SHORT))
                        .findFirst();
            });
            Node other = lab.cluster().othersThan(zombie).getFirst();

            lab.fault(zombie, () -> {
                zombie.freeze();
                Await.holds(
                        "the other node serves",
                        FROZEN,
                        () -> Cluster.api(other).answers("/-/ready", 200));
                zombie.thaw();
            });
            Instant thawed = Instant.now();

            Await.until("refused settlements of the zombie", LIMIT, () -> stale(zombie) > 0);
            probes.forEach(id -> Cluster.api(other).awaitState(id, "SUCCEEDED", LIMIT));
            load.awaitMore(50);
            load.stop();
            tasks.addAll(load.acknowledged().values());
            Verdict.Outcome outcome = lab.check(tasks, LIMIT);
            List<Ledger.Line> interrupted = lab.ledger().stops();

            assertThat(interrupted)
                    .as("handlers that were told to stop")
                    .isNotEmpty()
                    .allSatisfy(stop -> {
                        assertThat(stop.node()).isEqualTo(zombie.name());
                        assertThat(stop.at()).isBetween(thawed.minusSeconds(1), thawed.plusSeconds(1));
                        assertThat(stop.more()).isEqualTo("canceled");
                    });
            assertThat(outcome.refusals())
                    .as("effects with a fence that is outdated")
                    .isPositive();
            Figures.write(
                    "SIGSTOP of a node for three leases",
                    ("%d tasks, %d repeated, %.0f settlements and %d effects of the zombie refused, %d of "
                                    + "its handlers interrupted at most %s after it woke up, the last settled %s after")
                            .formatted(
                                    outcome.tasks(),
                                    outcome.repeats(),
                                    stale(zombie),
                                    outcome.refusals(),
                                    interrupted.size(),
                                    Figures.seconds(Duration.between(
                                            thawed, interrupted.getLast().at())),
                                    outcome.after(thawed)));
        }
    }

    private static String probe(Lab lab) {
        return lab.cluster()
                .anyApi()
                .orElseThrow()
                .submitted(Api.task("probe-sleep", Map.of("millis", SHORT.toMillis())));
    }

    /** Whether a task of the type runs there that takes as long. */
    private static boolean isRunning(Lab lab, String type, Node node, Duration time) {
        JsonNode running =
                lab.cluster().anyApi().orElseThrow().get("/api/v1/tasks?state=running&limit=100&type=" + type);
        for (JsonNode task : running.path("tasks")) {
            boolean lasts = task.path("payload").path("millis").asLong() == time.toMillis();
            if (lasts && task.path("node").asText().equals(node.name())) {
                return true;
            }
        }
        return false;
    }

    private static double stale(Node node) {
        return Optional.of(node)
                .flatMap(Node::api)
                .map(api -> api.metrics().sum("spillway_stale_settlements_total"))
                .orElse(0.0);
    }
}
