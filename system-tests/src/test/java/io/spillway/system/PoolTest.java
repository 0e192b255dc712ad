package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker pool of the real server, from its least to more and back, and what is said of it where. */
@Packaged
@Alone
@Timeout(120)
final class PoolTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int TASKS = 400;

    @TempDir
    Path folder;

    @Test
    void growsWithASurgeAndShrinksOnceItIsIdleAndSaysWhy() {
        try (ServerProcess server =
                ServerProcess.start(ServerSetup.in(folder).forMuchLoad().with("pool.idle", "2s"))) {
            Api api = server.api();
            assertThat(workers(api).path("limit").asInt()).isEqualTo(4);

            api.batch(Collections.nCopies(TASKS, Api.task("probe-sleep", Map.of("millis", 400))));

            Await.until(
                    "a limit of 32 workers or more",
                    LIMIT,
                    () -> workers(api).path("limit").asInt() >= 32);
            Await.until(
                    "the end of all tasks",
                    LIMIT,
                    () -> api.metrics().sum("spillway_tasks_total", "type", "probe-sleep", "outcome", "succeeded")
                            == TASKS);
            Await.until(
                    "a limit of 4 workers",
                    LIMIT,
                    () -> workers(api).path("limit").asInt() == 4);

            List<String> directions = workers(api).path("decisions").findValuesAsText("direction");
            assertThat(directions.getFirst()).isEqualTo("shrink");
            // Where others use the processors, growing waits for them first.
            assertThat(directions.stream()
                            .filter(direction -> !direction.equals("hold"))
                            .toList()
                            .getLast())
                    .isEqualTo("grow");
            Samples metrics = api.metrics();
            assertThat(metrics.sum("spillway_pool_decisions_total", "direction", "grow"))
                    .isEqualTo(Collections.frequency(directions, "grow"));
            assertThat(metrics.sum("spillway_pool_decisions_total", "reason", "idle"))
                    .isEqualTo(Collections.frequency(directions, "shrink"));
            assertThat(server.said()).contains("Pool: 4 → ").containsPattern("Pool: \\d → 4 workers: at most ");
            assertThat(api.get("/nodes", "text/html").body())
                    .contains("Worker pool", ">at most ")
                    .containsPattern(">\\d → 4<");
        }
    }

    private static JsonNode workers(Api api) {
        return api.get("/api/v1/nodes").path("nodes").path(0).path("workers");
    }
}
