package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Alone;
import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A running task is canceled on any node, and its handler hears of it, wherever it runs. */
@Packaged
@Alone
@Timeout(180)
final class CanceledTaskTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PROMISED = Duration.ofMillis(500);
    private static final int CANCELS = 240;
    private static final int AT_ONCE = 8;

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void reachesTheHandlerOfACanceledTaskWithinHalfASecond() {
        try (Lab lab = Lab.start(folder, 2);
                Recorder load = lab.load(50, seed.random("load"))) {
            Recorder lasting = new Recorder(lab.cluster(), () -> 60_000);
            Map<String, Instant> asked = new HashMap<>();
            while (asked.size() < CANCELS) {
                List<Recorder.Acknowledged> tasks = lasting.submit(AT_ONCE);
                awaitStarted(lab, tasks);
                for (Recorder.Acknowledged each : tasks) {
                    Node node = lab.cluster().nodes().get(asked.size() % 2);
                    asked.put(each.key(), Instant.now());
                    cancel(Cluster.api(node), each);
                }
            }
            load.stop();

            List<Ledger.Line> stops = Await.value("all handlers' interruptions", LIMIT, () -> {
                List<Ledger.Line> noted = lab.ledger().stops();
                return noted.size() < CANCELS ? Optional.empty() : Optional.of(noted);
            });
            List<Duration> latencies = stops.stream()
                    .map(stop -> Duration.between(asked.get(stop.key()), stop.at()))
                    .sorted()
                    .toList();

            assertThat(stops).extracting(Ledger.Line::more).containsOnly("canceled");
            assertThat(stops).extracting(Ledger.Line::node).contains("node-1", "node-2");
            Figures.write(
                    "cancel, to the handler's interruption",
                    "%d cancels on two nodes in turn, p50 %d ms, p99 %d ms, at most %d ms"
                            .formatted(
                                    CANCELS,
                                    percentile(latencies, 50).toMillis(),
                                    percentile(latencies, 99).toMillis(),
                                    latencies.getLast().toMillis()));
            assertThat(percentile(latencies, 99)).isLessThan(PROMISED);
            new FinalStates(lab.cluster(), lasting.acknowledged().values())
                    .await(LIMIT)
                    .values()
                    .forEach(task -> assertThat(task.path("state").asText()).isEqualTo("canceled"));
            lab.check(load.acknowledged().values(), LIMIT);
        }
    }

    private static void awaitStarted(Lab lab, List<Recorder.Acknowledged> tasks) {
        Set<String> keys = tasks.stream().map(Recorder.Acknowledged::key).collect(Collectors.toSet());
        Await.until("the starts of " + keys, LIMIT, () -> {
            Set<String> started = new HashSet<>();
            lab.ledger().starts().forEach(line -> started.add(line.key()));
            return started.containsAll(keys);
        });
    }

    private static void cancel(Api api, Recorder.Acknowledged task) {
        Api.Answer answer = api.send("POST", "/api/v1/tasks/" + task.id() + "/cancel", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }
}
