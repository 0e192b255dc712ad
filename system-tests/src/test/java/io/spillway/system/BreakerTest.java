package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stock is away: its tasks wait and lose no attempts, and go on by and by when it is back. */
@Packaged
@Timeout(240)
final class BreakerTest {

    private static final String PATH = "/api/v1/breakers/stock-deduct";
    private static final int BATCH = 100;
    private static final int WORKERS = 8;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void keepsTasksWhileTheStockIsAwayAndRampsUpWhenItIsBack() {
        try (StockRedis stock = StockRedis.start(folder);
                FaultProxy proxy = FaultProxy.to(stock.port(), new SplittableRandom(7));
                ServerProcess server =
                        ServerProcess.start(setup(folder, proxy.port()).with("breaker.min-attempts", "100"))) {
            Api api = server.api();
            List<String> ids = new ArrayList<>(deductions(api, "before", 200));
            awaitSucceeded(api, 200);
            assertThat(state(api, 0)).isEqualTo("closed");

            proxy.inject(FaultProxy.Mode.RESET, 100);
            ids.addAll(deductions(api, "away", 300));
            JsonNode open = awaitState(api, "open", "tripped");
            assertThat(open.path("reason").asText())
                    .matches("\\d+\\.\\d+ % of \\d+ attempts failed within 1 min; .*: Database");
            assertThat(open.path("until").asText()).isNotEmpty();
            burnsNoAttempts(api, ids.getLast());

            awaitState(api, "open", "broke");
            proxy.pass();
            Await.until(
                    "a closed breaker",
                    Duration.ofSeconds(60),
                    () -> state(api, 0).equals("closed"));
            awaitSucceeded(api, 500);

            assertThat(stock.deducted()).isEqualTo(500);
            Samples metrics = api.metrics();
            assertThat(metrics.sum("spillway_tasks_total", "type", "stock-deduct", "outcome", "failed"))
                    .isZero();
            assertThat(metrics.sum("spillway_breaker_trips_total", "type", "stock-deduct"))
                    .isGreaterThanOrEqualTo(2);
            assertThat(metrics.sum("spillway_breaker_state", "type", "stock-deduct", "state", "closed"))
                    .isOne();
            ids.forEach(id -> assertThat(api.state(id)).isEqualTo("SUCCEEDED"));
        }
    }

    @Test
    void leavesItsTasksToANodeThatReachesTheStock() throws Exception {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Path well = Files.createDirectory(folder.resolve("well"));
        try (StockRedis stock = StockRedis.start(folder);
                SharedRedis redis = SharedRedis.start(folder);
                FaultProxy proxy = FaultProxy.to(stock.port(), new SplittableRandom(8));
                ServerProcess first = ServerProcess.start(setup(broken, proxy.port())
                        .with("breaker.min-attempts", "10")
                        .with("redis.url", redis.url())
                        .with("engine.node-name", "broken"))) {
            proxy.inject(FaultProxy.Mode.RESET, 100);
            deductions(first.api(), "one", 300);
            awaitState(first.api(), "open", "tripped");

            try (ServerProcess second = ServerProcess.start(
                    setup(well, stock.port()).with("redis.url", redis.url()).with("engine.node-name", "well"))) {
                Await.until("300 deductions by the other node", Duration.ofSeconds(60), () -> stock.deducted() == 300);
                JsonNode nodes = Await.value("both nodes", SOON, () -> {
                    JsonNode seen = second.api().get(PATH).path("nodes");
                    return seen.size() == 2
                                    && !seen.path(0).path("state").asText().equals("closed")
                            ? Optional.of(seen)
                            : Optional.empty();
                });

                assertThat(nodes.path(0).path("node").asText()).isEqualTo("broken");
                assertThat(nodes.path(1).path("state").asText()).isEqualTo("closed");
                assertThat(second.api().metrics().sum("spillway_dead_letters", "type", "stock-deduct"))
                        .isZero();
            }
        }
    }

    @Test
    void aPersonHoldsItOpenUntilAnEnd() {
        try (StockRedis stock = StockRedis.start(folder);
                ServerProcess server = ServerProcess.start(setup(folder, stock.port()))) {
            Api api = server.api();

            Api.Answer without = api.send("PUT", PATH, "{\"state\":\"forced-open\"}");
            Api.Answer held = api.send(
                    "PUT", PATH, "{\"state\":\"forced-open\",\"reason\":\"the stock moves\",\"ttl\":\"PT1H\"}");
            String id = api.submitted(Api.deduction("held"));
            Await.until(
                    "the breaker as what it waits for",
                    SOON,
                    () -> api.task(id).path("waiting").path("why").asText().equals("breaker"));
            Api.Answer released = api.send("DELETE", PATH, "");
            api.awaitState(id, "SUCCEEDED", SOON);

            assertThat(without.status()).isEqualTo(400);
            assertThat(held.status()).isEqualTo(200);
            assertThat(held.json().path("forced").path("reason").asText()).isEqualTo("the stock moves");
            assertThat(released.json().has("forced")).isFalse();
            assertThat(api.get("/api/v1/audit").path("entries"))
                    .extracting(entry -> entry.path("action").asText())
                    .contains("breaker.force", "breaker.release");
        }
    }

    private static ServerSetup setup(Path folder, int stockPort) {
        return ServerSetup.in(folder)
                .withStockAt(stockPort)
                .with("breaker.enabled", "true")
                .with("pool.min-workers", "" + WORKERS)
                .with("pool.max-workers", "" + WORKERS)
                .with("retry.database.steps", "300ms")
                .with("retry.budget-per-second", "10000");
    }

    /** Nothing of the type begins, and a task that waits says why. */
    private static void burnsNoAttempts(Api api, String id) {
        Await.until("no attempt that runs", SOON, () -> running(api) == 0);
        double attempts = attempts(api);
        Await.holds("no attempt begins", Duration.ofSeconds(2), () -> attempts(api) == attempts);
        Await.until(
                "the breaker as what it waits for",
                SOON,
                () -> api.task(id).path("waiting").path("why").asText().equals("breaker"));
        // What ran when it opened, and the ten that had failed.
        assertThat(attempts).as("attempts that ended").isLessThanOrEqualTo(200 + 10 + 2 * WORKERS);
    }

    private static double running(Api api) {
        return api.metrics().sum("spillway_tasks_running", "type", "stock-deduct");
    }

    private static double attempts(Api api) {
        return api.metrics().sum("spillway_task_attempts_total", "type", "stock-deduct");
    }

    private static List<String> deductions(Api api, String name, int count) {
        List<String> ids = new ArrayList<>();
        for (int first = 0; first < count; first += BATCH) {
            List<Map<String, Object>> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(Api.deduction(name + "-" + (first + i)));
            }
            api.batch(batch).forEach(each -> {
                assertThat(each.path("status").asInt()).isEqualTo(201);
                ids.add(each.path("id").asText());
            });
        }
        return ids;
    }

    private static void awaitSucceeded(Api api, int count) {
        Await.until(
                count + " tasks that succeeded",
                Duration.ofSeconds(60),
                () -> api.metrics().sum("spillway_tasks_total", "type", "stock-deduct", "outcome", "succeeded")
                        >= count);
    }

    private static JsonNode awaitState(Api api, String state, String why) {
        Await.until(
                "a breaker that is " + state + " because it " + why,
                Duration.ofSeconds(30),
                () -> state(api, 0).equals(state)
                        && api.get(PATH)
                                .path("nodes")
                                .path(0)
                                .path("why")
                                .asText()
                                .equals(why));
        return api.get(PATH).path("nodes").path(0);
    }

    private static String state(Api api, int node) {
        return api.get(PATH).path("nodes").path(node).path("state").asText();
    }
}
