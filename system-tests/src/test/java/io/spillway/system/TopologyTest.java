package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole servers on a Redis Cluster, and on a master behind a Sentinel. */
@Packaged
@Timeout(180)
final class TopologyTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> PAGES =
            List.of("/", "/tasks", "/dead-letters", "/degradation", "/alerts", "/plugins", "/nodes", "/audit");

    @TempDir
    Path folder;

    @Test
    void runsOnACluster() {
        try (SharedCluster cluster = SharedCluster.start(folder);
                ServerProcess server =
                        ServerProcess.start(ServerSetup.in(folder).with("redis.url", cluster.url()))) {
            Api api = server.api();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ids.add(api.submitted(Api.task("probe-noop", Map.of())));
                ids.add(api.submitted(Api.task("probe-sleep", Map.of("millis", 1))));
                ids.add(api.submitted(Api.task("probe-fail", Map.of("cause", "database", "times", 1))));
            }

            ids.forEach(id -> api.awaitState(id, "SUCCEEDED", LIMIT));

            assertThat(cluster.sizes()).as("keys on each master").allMatch(size -> size > 0);
            assertThat(api.get("/api/v1/tasks?limit=100").path("tasks")).hasSize(60);
            JsonNode storage = api.get("/api/v1/nodes").path("storage");
            assertThat(storage).hasSize(3);
            for (String page : PAGES) {
                assertThat(api.get(page, "text/html").status()).as(page).isEqualTo(200);
            }
            assertThat(api.engage("core", "L1", "a drill", Duration.ofMinutes(1))
                            .status())
                    .isEqualTo(200);
            assertThat(api.degradation("core").tier()).isEqualTo("L1");
            assertThat(api.metrics().sum("spillway_problems", "severity", "error"))
                    .isZero();
            Await.until("a walk over all tasks", LIMIT, () -> api.metrics().sum("spillway_invariant_walks_total") > 0);
            assertThat(api.metrics().sum("spillway_invariant_violations")).isZero();
        }
    }

    @Test
    void goesOnWithinSecondsWhenTheMasterBehindASentinelDies() throws IOException {
        try (SharedRedis master = SharedRedis.start(folder, "--repl-diskless-sync-delay", "0");
                SharedRedis replica = SharedRedis.start(folder, "--replicaof", "127.0.0.1 " + master.port());
                Sentinel sentinel = Sentinel.start(folder, master, replica);
                ServerProcess server =
                        ServerProcess.start(ServerSetup.in(folder).with("redis.url", sentinel.url()))) {
            Api api = server.api();
            List<String> before = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                before.add(api.submitted(Api.task("probe-sleep", Map.of("millis", 20))));
            }
            long written = Long.parseLong(master.info("master_repl_offset"));
            Await.until(
                    "a replica that has it all",
                    LIMIT,
                    () -> Long.parseLong(replica.info("slave_repl_offset")) >= written);

            master.kill();
            String after = Await.value("a submission that is taken", Duration.ofSeconds(15), () -> {
                Api.Answer answer = api.submit(Api.task("probe-noop", Map.of()));
                return answer.status() == 201
                        ? Optional.of(answer.json().path("id").asText())
                        : Optional.empty();
            });

            api.awaitState(after, "SUCCEEDED", LIMIT);
            before.forEach(id -> api.awaitState(id, "SUCCEEDED", LIMIT));
            Await.until("a server that is ready", LIMIT, () -> api.answers("/-/ready", 200));
            Await.until(
                    "the new master among the servers of Redis",
                    LIMIT,
                    () -> api.get("/api/v1/nodes")
                            .path("storage")
                            .findValuesAsText("server")
                            .equals(List.of("127.0.0.1:" + replica.port())));
            assertThat(Files.readString(folder.resolve("sentinel.conf"))).contains("" + replica.port());
        }
    }

    @Test
    void saysHowANodeOfAClusterIsNamed() {
        try (SharedCluster cluster = SharedCluster.start(folder)) {
            String one = cluster.url().replace("redis-cluster", "redis").replaceAll(",.*", "");

            try (Child child = ServerProcess.launch(ServerSetup.in(folder).with("redis.url", one))) {
                assertThat(child.exitCode(LIMIT)).isEqualTo(1);
                assertThat(child.err()).contains("is a node of a cluster", "redis-cluster://");
            }
        }
    }
}
