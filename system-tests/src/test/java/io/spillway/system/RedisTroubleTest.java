package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that answers, and yet is none that tasks can be trusted to. */
@Packaged
@Timeout(180)
final class RedisTroubleTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void isNotReadyWhileTasksWouldBeEvictedAndSaysSoOnce() {
        try (SharedRedis redis = SharedRedis.start(folder, "--maxmemory", "500mb");
                ServerProcess server = start(redis)) {
            redis.set("maxmemory-policy", "allkeys-lru");
            Await.until("a server that is not ready", LIMIT, () -> server.api().answers("/-/ready", 503));

            String ready = server.api().get("/-/ready", "application/json").body();
            assertThat(ready).contains("would remove tasks", "allkeys-lru", "noeviction");
            JsonNode node = server.api().get("/api/v1/nodes").path("nodes").get(0);
            assertThat(node.path("problems").get(0).asText()).contains("would remove tasks");
            assertThat(node.path("ready").asBoolean()).isFalse();
            assertThat(server.api().get("/nodes?lang=zh-CN", "text/html").body())
                    .contains("内存写满时会删除任务");
            Await.until(
                    "the metric of the problem",
                    LIMIT,
                    () -> server.api().metrics().sum("spillway_problems", "kind", "redis-eviction") == 1);

            redis.set("maxmemory-policy", "noeviction");
            Await.until(
                    "a server that is ready again", LIMIT, () -> server.api().answers("/-/ready", 200));
            Await.until(
                    "a word on that", LIMIT, () -> lines(server, "No longer so").size() == 1);

            assertThat(lines(server, "Not ready")).singleElement().asString().contains("allkeys-lru");
        }
    }

    @Test
    void warnsOfARedisThatWritesNothingDownAndWorks() {
        try (SharedRedis redis = SharedRedis.start(folder, "--appendonly", "no");
                ServerProcess server = start(redis)) {
            String id = server.api().submitted(Api.task("probe-noop", Map.of()));
            server.api().awaitState(id, "SUCCEEDED", LIMIT);

            JsonNode answer = server.api().get("/api/v1/nodes");
            assertThat(answer.path("nodes").get(0).path("warnings").get(0).asText())
                    .contains("no append-only file");
            assertThat(answer.path("storage").get(0).path("durability").asText())
                    .isEqualTo("off");
        }
    }

    @Test
    void refusesNewTasksBeforeRedisIsFullAndFinishesThoseThatItHas() {
        try (SharedRedis redis = SharedRedis.start(folder);
                ServerProcess server = start(redis)) {
            Api api = server.api();
            List<String> accepted = IntStream.range(0, 50)
                    .mapToObj(_ -> api.submitted(Api.task("probe-sleep", Map.of("millis", 300))))
                    .toList();
            // Grown there: what is sent stands in a buffer for a while as well, and counts.
            redis.ask(jedis -> jedis.setrange("ballast", (20 << 20) - 1, "x"));
            long used = Long.parseLong(redis.info("used_memory"));

            redis.set("maxmemory", Long.toString(used * 100 / 95));

            Api.Answer refused = Await.value("a refusal", LIMIT, () -> {
                Api.Answer answer = api.submit(Api.task("probe-noop", Map.of()));
                return answer.status() == 503 ? Optional.of(answer) : Optional.empty();
            });
            assertThat(refused.json().path("detail").asText()).contains("nearly full");
            assertThat(refused.header("Retry-After")).isEqualTo("10");
            accepted.forEach(id -> api.awaitState(id, "SUCCEEDED", LIMIT));
            assertThat(api.answers("/-/ready", 200)).as("the rest is reachable").isTrue();
            Await.until(
                    "the metric of the problem",
                    LIMIT,
                    () -> api.metrics().sum("spillway_problems", "kind", "redis-full") == 1);
            assertThat(api.metrics().sum("spillway_redis_memory_bytes", "kind", "used"))
                    .isPositive();

            redis.ask(jedis -> jedis.del("ballast"));

            Await.until(
                    "a submission that is taken",
                    LIMIT,
                    () -> api.submit(Api.task("probe-noop", Map.of())).status() == 201);
        }
    }

    private ServerProcess start(SharedRedis redis) {
        return ServerProcess.start(ServerSetup.in(folder).with("redis.url", redis.url()));
    }

    private static List<String> lines(ServerProcess server, String with) {
        return server.log().lines().filter(line -> line.contains(with)).toList();
    }
}
