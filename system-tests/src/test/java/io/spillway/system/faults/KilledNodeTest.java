package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Alone;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are killed in the middle of their work, again and again, and others take it over. */
@Packaged
@Timeout(1800)
final class KilledNodeTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int KILLS = Boolean.getBoolean("spillway.full") ? 100 : 20;

    /** Longer than it takes to kill the node, and short enough for the tests to end soon. */
    private static final Duration ORPHAN = Duration.ofSeconds(3);
    /** How long ago the state that was seen last may have changed. */
    private static final Duration A_LOOK = Duration.ofMillis(150);

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    @Alone
    void losesAndDoublesNothingAcrossManyKillsUnderLoad() {
        RandomGenerator random = seed.random("kills");
        try (Lab lab = Lab.start(folder, 2);
                Recorder recorder = lab.load(100, seed.random("load"))) {
            Instant killed = Instant.now();
            for (int i = 0; i < KILLS; i++) {
                recorder.awaitMore(random.nextInt(20, 80));
                Node node = lab.cluster().nodes().get(random.nextInt(2));

                killed = Instant.now();
                lab.fault(node, node::kill);
                node.start();
            }
            recorder.awaitMore(20);
            recorder.stop();

            Verdict.Outcome outcome = lab.check(recorder.acknowledged().values(), LIMIT);

            assertThat(outcome.repeats()).as("attempts that a kill cut off").isPositive();
            Figures.write(
                    "kill -9 of a node",
                    ("%d kills, %d tasks, %d repeated, %d of them to an effect that was there, %d submissions sent again, "
                                    + "the last settled %s after the last kill")
                            .formatted(
                                    KILLS,
                                    outcome.tasks(),
                                    outcome.repeats(),
                                    outcome.known(),
                                    recorder.unanswered(),
                                    outcome.after(killed)));
        }
    }

    @Test
    @Alone
    void bringsOrphansBackWithinALeaseAndASecond() {
        int kills = Boolean.getBoolean("spillway.full") ? 20 : 4;
        Duration longest = Duration.ZERO;
        try (Lab lab = Lab.start(folder, 2)) {
            Recorder recorder = new Recorder(lab.cluster(), ORPHAN::toMillis);
            for (int i = 0; i < kills; i++) {
                recorder.submit(4);
                Node victim = Await.value(
                        "a node that works",
                        LIMIT,
                        () -> lab.cluster().nodes().stream()
                                .filter(node -> running(lab, node) > 0)
                                .findFirst());

                Instant killed = Instant.now();
                lab.fault(victim, victim::kill);
                Await.until("the return of the orphans of " + victim.name(), LIMIT, () -> running(lab, victim) == 0);
                Duration took = Duration.between(killed, Instant.now());
                longest = took.compareTo(longest) > 0 ? took : longest;
                victim.start();
            }

            lab.check(recorder.acknowledged().values(), LIMIT);
            Figures.write(
                    "orphans back in the queue",
                    "at most %s after the kill of their node in %d kills, with a lease of %s"
                            .formatted(Figures.seconds(longest), kills, Figures.seconds(Lab.LEASE)));
            assertThat(longest).isLessThan(Lab.LEASE.plusSeconds(1).plus(A_LOOK));
        }
    }

    /** How many tasks the cluster believes to be at work there. */
    private static long running(Lab lab, Node node) {
        JsonNode tasks = lab.cluster().anyApi().orElseThrow().get("/api/v1/tasks?type=ledger&state=running&limit=100");
        return tasks.path("tasks")
                .valueStream()
                .filter(task -> task.path("node").asText().equals(node.name()))
                .count();
    }
}
