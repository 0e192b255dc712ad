package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Alone;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import io.spillway.system.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One node of two is told to stop, as in an upgrade. */
@Packaged
@Alone
@Timeout(180)
final class StoppedNodeTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** So long that nothing here can come back by its end. */
    private static final String LEASE = "60s";

    /** What is promised, and as much again for a machine that others use as well. */
    private static final Duration A_SECOND = Duration.ofSeconds(2);

    private static final int TERMINATED = 128 + 15;

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void endsWhatRunsAndLeavesTheRestToTheOthersAtOnce() {
        try (Lab lab = start(setup -> setup.with("pool.max-workers", "4"))) {
            List<Recorder.Acknowledged> tasks = new ArrayList<>(new Recorder(lab.cluster(), () -> 300).submit(120));
            Node stopped = lab.cluster().nodes().getFirst();
            Await.until("work on the node", LIMIT, () -> !starts(lab, stopped).isEmpty());

            Instant told = Instant.now();
            Signal.TERM.to(stopped.process().pid());
            assertThat(stopped.process().exitCode(LIMIT)).isEqualTo(TERMINATED);
            Duration took = Duration.between(told, Instant.now());

            Verdict.Outcome outcome = lab.check(tasks, LIMIT);
            Set<String> begun =
                    starts(lab, stopped).stream().map(Ledger.Line::key).collect(Collectors.toSet());
            Set<String> done = lab.ledger().effects().stream()
                    .filter(end -> end.node().equals(stopped.name()))
                    .map(Ledger.Line::key)
                    .collect(Collectors.toSet());

            assertThat(outcome.repeats()).as("attempts cut off").isZero();
            assertThat(done).as("what it had begun, it has ended").isEqualTo(begun);
            assertThat(starts(lab, stopped)).allMatch(start -> start.at().isBefore(told.plus(A_SECOND)));
            assertThat(longestPause(lab))
                    .as("time without work for the other node")
                    .isLessThan(A_SECOND);
            Figures.write(
                    "SIGTERM of a node, tasks of 0.3 s",
                    ("drained and ended in %s, no task repeated, %d tasks left to the other node, which "
                                    + "paused for %s at most")
                            .formatted(
                                    Figures.seconds(took),
                                    tasks.size() - begun.size(),
                                    Figures.seconds(longestPause(lab))));
        }
    }

    @Test
    void handsBackWhatDoesNotEndInTimeWithinASecond() {
        Duration drain = Duration.ofSeconds(1);
        try (Lab lab = start(setup -> setup.with("engine.drain", "1s").with("pool.min-workers", "32"))) {
            Recorder recorder = new Recorder(lab.cluster(), () -> 6_000);
            List<Recorder.Acknowledged> tasks = new ArrayList<>();
            Node stopped = lab.cluster().nodes().getFirst();
            Await.until("two tasks on the node", LIMIT, () -> {
                tasks.addAll(recorder.submit(1));
                return starts(lab, stopped).size() >= 2;
            });
            Set<String> running =
                    starts(lab, stopped).stream().map(Ledger.Line::key).collect(Collectors.toSet());

            Instant told = Instant.now();
            lab.fault(stopped, () -> {
                Signal.TERM.to(stopped.process().pid());
                stopped.process().exitCode(LIMIT);
            });
            lab.check(tasks, LIMIT);

            List<Ledger.Line> again = lab.ledger().starts().stream()
                    .filter(start ->
                            running.contains(start.key()) && !start.node().equals(stopped.name()))
                    .toList();
            assertThat(again).extracting(Ledger.Line::key).containsAll(running);
            assertThat(again)
                    .allMatch(start -> start.at().isBefore(told.plus(drain).plus(A_SECOND)));
            Figures.write(
                    "SIGTERM of a node, tasks longer than the drain of 1 s",
                    "%d tasks interrupted, and begun by the other node %s after the drain at the latest"
                            .formatted(
                                    again.size(),
                                    Figures.seconds(Duration.between(
                                            told.plus(drain), again.getLast().at()))));
        }
    }

    @Test
    void keepsWhatItAcknowledgesWhileItStops() {
        try (Lab lab = start(UnaryOperator.identity());
                Recorder recorder = Recorder.start(lab.cluster(), 200, () -> 5)) {
            Node stopped = lab.cluster().nodes().getFirst();
            recorder.awaitMore(200);
            Await.until("work on the node", LIMIT, () -> !starts(lab, stopped).isEmpty());

            Instant told = Instant.now();
            lab.fault(stopped, () -> {
                Signal.TERM.to(stopped.process().pid());
                assertThat(stopped.process().exitCode(LIMIT)).isEqualTo(TERMINATED);
            });
            Instant ended = Instant.now();
            recorder.awaitMore(200);
            recorder.stop();

            List<Recorder.Acknowledged> tasks =
                    List.copyOf(recorder.acknowledged().values());
            assertThat(lab.check(tasks, LIMIT).repeats()).as("attempts cut off").isZero();
            long meanwhile = tasks.stream()
                    .filter(each -> each.at().isAfter(told) && each.sent().isBefore(ended))
                    .count();
            Figures.write(
                    "SIGTERM of a node under 200 requests/s",
                    "%d acknowledged, %d of them while it stopped, each ended once; %d requests had no answer, and were sent again"
                            .formatted(tasks.size(), meanwhile, recorder.unanswered()));
        }
    }

    private Lab start(UnaryOperator<ServerSetup> settings) {
        RedisProcess redis = RedisProcess.durable(folder.resolve("redis"), "everysec");
        return Lab.start(folder, 2, redis, setup -> settings.apply(setup.with("engine.lease", LEASE)));
    }

    private static List<Ledger.Line> starts(Lab lab, Node node) {
        return lab.ledger().starts().stream()
                .filter(start -> start.node().equals(node.name()))
                .toList();
    }

    /** The longest time between two starts: with tasks of 0.3 s and free workers, none is near it. */
    private static Duration longestPause(Lab lab) {
        List<Instant> starts =
                lab.ledger().starts().stream().map(Ledger.Line::at).toList();
        Duration longest = Duration.ZERO;
        for (int i = 1; i < starts.size(); i++) {
            Duration pause = Duration.between(starts.get(i - 1), starts.get(i));
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest;
    }
}
