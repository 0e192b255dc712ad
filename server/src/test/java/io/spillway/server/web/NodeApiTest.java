package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.SeenNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NodeApiTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() {
        server.problems.clear();
        server.others.clear();
    }

    @Test
    void listsAllNodesAndSaysWhichOneAnswers() throws IOException {
        server.others.add(
                SampleNodes.seen("node-2", Duration.ofSeconds(1), List.of(SampleNodes.FULL, SampleNodes.AWAY)));
        server.others.add(SampleNodes.seen("node-3", Duration.ofMinutes(4), List.of()));

        JsonNode nodes = get("/api/v1/nodes").path("nodes");

        assertThat(nodes).hasSize(3);
        assertThat(nodes.findValuesAsText("name")).containsExactly("node-1", "node-2", "node-3");
        assertThat(nodes.findValuesAsText("self")).containsExactly("true", "false", "false");
        assertThat(nodes.findValuesAsText("state")).containsExactly("live", "live", "gone");
        assertThat(nodes.findValuesAsText("ready")).containsExactly("true", "false", "true");
        JsonNode second = nodes.get(1);
        assertThat(second.path("host").asText()).isEqualTo("host-of-node-2");
        assertThat(second.path("pid").asLong()).isEqualTo(4711);
        assertThat(second.path("workers").path("limit").asInt()).isEqualTo(64);
        assertThat(second.path("types")).extracting(JsonNode::asText).containsExactly("coupon-redeem", "stock-deduct");
        assertThat(Instant.parse(second.path("lastSeenAt").asText())).isEqualTo(Samples.NOW.minusSeconds(1));
        assertThat(second.path("problems").get(0).asText()).startsWith("Redis at cache:6379 does not answer");
        assertThat(second.path("warnings").get(0).asText())
                .startsWith("The memory of Redis at cache:6379 is 93 % full");
    }

    @Test
    void showsTheServersOfRedis() throws IOException {
        JsonNode server = get("/api/v1/nodes").path("storage").get(0);

        assertThat(server.path("server").asText()).isEqualTo("cache:6379");
        assertThat(server.path("durability").asText()).isEqualTo("everysec");
        assertThat(server.path("memory").path("policy").asText()).isEqualTo("noeviction");
        assertThat(server.path("clockSkewSeconds").asDouble()).isEqualTo(-0.14);
    }

    @Test
    void saysThatTheOthersAreNotKnownWhileRedisIsAway() throws IOException {
        server.problems.add(SampleNodes.AWAY);

        JsonNode json = get("/api/v1/nodes");

        assertThat(json.path("complete").asBoolean()).isFalse();
        assertThat(json.path("nodes").get(0).path("ready").asBoolean()).isFalse();
        assertThat(server.get("/nodes").body()).contains("nothing is known of the other nodes");
    }

    @Test
    void sendsPrometheusToTheLiveNodesOnly() throws IOException {
        server.others.add(new SeenNode(
                new NodeRecord(
                        new NodeRecord.Identity("node-2", "0.1", "10.0.0.5:8080", "h", 1),
                        Samples.NOW,
                        new NodeRecord.Workers(0, 1),
                        List.of(),
                        List.of()),
                Samples.NOW,
                Duration.ZERO));
        server.others.add(SampleNodes.seen("node-3", Duration.ofMinutes(4), List.of()));

        JsonNode targets = get("/api/v1/prometheus/targets").get(0).path("targets");

        assertThat(targets).extracting(JsonNode::asText).containsExactly("10.0.0.4:8080", "10.0.0.5:8080");
    }

    @Test
    void tellsAProblemInTheReadersLanguage() {
        NodeProblem problem = new NodeProblem(Kind.REDIS_EVICTION, "cache:6379", "allkeys-lru");
        server.problems.add(problem);

        assertThat(server.get("/nodes").body())
                .contains("Redis at cache:6379 would remove tasks")
                .contains("allkeys-lru");
        assertThat(server.get("/nodes?lang=zh-CN").body()).contains("cache:6379 的 Redis 内存写满时会删除任务");
        assertThat(ProblemTexts.english(problem)).startsWith("Redis at cache:6379 would remove tasks");
    }

    @Test
    void takesTheWordsOfANewerNodeForAKindThatItDoesNotKnow() {
        NodeRecord.ReportedProblem newer =
                new NodeRecord.ReportedProblem("moon-phase", "warning", "", "", "The moon is wrong.");

        assertThat(ProblemTexts.of(newer, Locale.SIMPLIFIED_CHINESE)).isEqualTo("The moon is wrong.");
    }

    @Test
    void aNodeTellsOfItsWorkersAndWhyTheyAreThatMany() throws IOException {
        JsonNode workers = get("/api/v1/nodes").path("nodes").path(0).path("workers");

        assertThat(workers.path("busy").asInt()).isEqualTo(3);
        assertThat(workers.path("limit").asInt()).isEqualTo(64);
        assertThat(workers.path("min").asInt()).isEqualTo(4);
        assertThat(workers.path("max").asInt()).isEqualTo(128);
        assertThat(workers.path("decisions"))
                .hasSize(8)
                .anySatisfy(decision -> assertThat(decision)
                        .hasToString("{\"at\":\"" + Samples.NOW.minusSeconds(400)
                                + "\",\"direction\":\"grow\",\"from\":8,\"to\":16,\"cause\":\"p95\","
                                + "\"reason\":\"P95 231 ms over 200 ms\"}"));
    }

    private static JsonNode get(String path) throws IOException {
        return new ObjectMapper().readTree(server.get(path).body());
    }
}
