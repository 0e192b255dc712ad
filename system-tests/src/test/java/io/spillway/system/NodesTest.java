package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one Redis see each other. */
@Packaged
@Timeout(240)
final class NodesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void eachOfThreeSeesTheOthersAndTheOneThatDied() throws IOException {
        try (SharedRedis redis = SharedRedis.start(folder);
                ServerProcess one = ServerProcess.start(node("one", redis));
                ServerProcess two = ServerProcess.start(node("two", redis));
                ServerProcess three = ServerProcess.start(node("three", redis))) {
            for (ServerProcess each : new ServerProcess[] {one, two, three}) {
                awaitStates(each, Map.of("one", "live", "two", "live", "three", "live"));
            }
            Await.until("targets", LIMIT, () -> targets(one).size() == 3);
            assertThat(one.api().metrics().sum("spillway_nodes", "state", "live"))
                    .isEqualTo(3);
            assertThat(named(two, "two").path("self").asBoolean()).isTrue();
            assertThat(named(two, "one").path("self").asBoolean()).isFalse();
            assertThat(two.api().get("/nodes", "text/html").body()).contains("one", "two", "three", "you are here");

            three.kill();

            awaitStates(one, Map.of("one", "live", "two", "live", "three", "gone"));
            Await.until("the others as targets", LIMIT, () -> targets(two).size() == 2);
            Await.until(
                    "the metric of the one that is gone",
                    LIMIT,
                    () -> one.api().metrics().sum("spillway_nodes", "state", "gone") == 1);
            assertThat(one.api().get("/nodes", "text/html").body()).contains("three", "gone");

            two.stop();

            awaitStates(one, Map.of("one", "live", "three", "gone"));
            try (ServerProcess again = three.restart()) {
                awaitStates(again, Map.of("one", "live", "three", "live"));
            }
        }
    }

    @Test
    void aSecondNodeOfTheSameNameDoesNotStart() throws IOException {
        try (SharedRedis redis = SharedRedis.start(folder);
                ServerProcess first = ServerProcess.start(node("one", redis))) {
            ServerSetup same = in("another").with("redis.url", redis.url()).with("engine.node-name", "one");

            try (Child second = ServerProcess.launch(same)) {
                assertThat(second.exitCode(LIMIT)).as(second.said()).isEqualTo(1);
                assertThat(second.err().strip().lines().toList().getLast())
                        .contains("A node named one works on this Redis already", "engine.node-name")
                        .contains("process " + first.pid());
            }
            assertThat(first.api().answers("/-/ready", 200)).isTrue();
        }
    }

    private ServerSetup node(String name, SharedRedis redis) throws IOException {
        return in(name).with("redis.url", redis.url()).with("engine.node-name", name);
    }

    private ServerSetup in(String name) throws IOException {
        return ServerSetup.in(Files.createDirectories(folder.resolve(name)));
    }

    private static void awaitStates(ServerProcess server, Map<String, String> expected) {
        Await.until("nodes " + expected, LIMIT, () -> states(server).equals(expected));
    }

    private static Map<String, String> states(ServerProcess server) {
        Map<String, String> states = new TreeMap<>();
        server.api()
                .get("/api/v1/nodes")
                .path("nodes")
                .forEach(node -> states.put(
                        node.path("name").asText(), node.path("state").asText()));
        return states;
    }

    private static JsonNode named(ServerProcess server, String name) {
        for (JsonNode node : server.api().get("/api/v1/nodes").path("nodes")) {
            if (node.path("name").asText().equals(name)) {
                return node;
            }
        }
        throw new AssertionError("no node " + name);
    }

    private static JsonNode targets(ServerProcess server) {
        return server.api().get("/api/v1/prometheus/targets").get(0).path("targets");
    }
}
