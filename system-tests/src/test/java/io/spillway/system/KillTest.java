package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server is killed in the middle of its work, and starts again on what is left. */
@Packaged
@Timeout(180)
final class KillTest {

    private static final int BATCH = 500;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private StockRedis stock;
    private FaultProxy proxy;

    @BeforeEach
    void start() {
        stock = StockRedis.start(folder);
        proxy = FaultProxy.to(stock.port(), new SplittableRandom(7));
        /* Slow enough that there is a middle to kill in. */
        proxy.slow(Duration.ofMillis(20));
    }

    @AfterEach
    void stop() {
        proxy.close();
        stock.close();
    }

    /** Once, or with {@code ./verify --full} ten times, each killed at another point. */
    static IntStream rounds() {
        return IntStream.range(0, Boolean.getBoolean("spillway.full") ? 10 : 1);
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void deductsEachOfFiveThousandOnceAcrossAKillOfTheServer(int round) {
        int count = 5_000;
        try (ServerProcess killed = ServerProcess.start(setup())) {
            Pid redis = killed.redis();
            List<String> ids = submit(killed.api(), count);
            awaitMiddle(count * (2 + round % 6) / 10);

            killed.kill();

            assertThat(stock.deducted()).as("killed in the middle").isLessThan(count);
            assertThat(redis.runs()).as("the Redis outlives the server").isTrue();

            try (ServerProcess again = killed.restart()) {
                assertThat(again.redis())
                        .as("the orphaned Redis was taken over")
                        .isEqualTo(redis);
                awaitAllDeducted(again.api(), ids);

                again.stop();
                Await.until("the Redis's end with the server's", Duration.ofSeconds(5), () -> !redis.runs());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void losesNothingAcknowledgedAcrossAKillOfTheServerAndItsRedis(int round) {
        int count = 2_000;
        try (ServerProcess killed = ServerProcess.start(setup())) {
            List<String> ids = submit(killed.api(), count);
            awaitMiddle(count * (2 + round % 6) / 10);

            killed.kill();
            killed.redis().kill();

            assertThat(stock.deducted()).as("killed in the middle").isLessThan(count);
            try (ServerProcess again = killed.restart()) {
                awaitAllDeducted(again.api(), ids);
            }
        }
    }

    private ServerSetup setup() {
        return ServerSetup.in(folder).withStockAt(proxy.port()).with("engine.lease", "2s");
    }

    private static List<String> submit(Api api, int count) {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            List<Map<String, Object>> tasks = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                tasks.add(Api.deduction("kill-" + (ids.size() + i)));
            }
            for (JsonNode result : api.batch(tasks)) {
                assertThat(result.path("status").asInt()).isEqualTo(201);
                ids.add(result.path("id").asText());
            }
        }
        return ids;
    }

    private void awaitMiddle(int some) {
        Await.until(some + " deductions", LIMIT, () -> stock.deducted() >= some);
    }

    private void awaitAllDeducted(Api api, List<String> ids) {
        proxy.pass();
        for (String id : ids) {
            api.awaitState(id, "SUCCEEDED", LIMIT);
        }

        assertThat(stock.deducted()).as("deducted exactly once each").isEqualTo(ids.size());
        assertThat(stock.remembered()).as("one idempotency key each").isEqualTo(ids.size());
    }
}
