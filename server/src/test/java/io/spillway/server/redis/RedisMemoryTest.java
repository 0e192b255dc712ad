package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Redis that fills and empties. */
final class RedisMemoryTest {

    private static final long MAX = 100L << 20;

    private RedisProcess server;
    private RedisConnection redis;
    private RedisMemory memory;

    @BeforeEach
    void start() {
        server = RedisProcess.start(_ -> "redis-server", "--maxmemory", "" + MAX);
        redis = RealRedis.connect(URI.create("redis://127.0.0.1:" + server.port()));
        memory = new RedisMemory(redis, MemoryLimits.DEFAULT);
        // So much that a connection more or less makes no difference.
        redis.commands().set("ballast", "x".repeat(10 << 20));
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        server.close();
    }

    @Test
    void refusesFromNinetyPercentOnAndAcceptsAgainBelowEightyFive() {
        fillTo(0.84);
        assertThat(memory.refusal()).isEmpty();
        assertThat(memory.problems()).isEmpty();

        fillTo(0.87);
        assertThat(memory.refusal()).as("on the way up").isEmpty();
        assertThat(kinds()).containsExactly(Kind.REDIS_MEMORY);

        fillTo(0.92);
        assertThat(memory.refusal().orElseThrow()).contains("nearly full");
        assertThat(kinds()).containsExactly(Kind.REDIS_FULL);

        fillTo(0.87);
        assertThat(memory.refusal()).as("on the way down").isPresent();

        fillTo(0.8);
        assertThat(memory.refusal()).isEmpty();
        assertThat(memory.problems()).isEmpty();
    }

    @Test
    void knowsNothingWhileRedisIsAwayAndStaysAsItWas() throws Exception {
        fillTo(0.92);
        assertThat(memory.use()).isPresent();

        server.kill();
        memory.runOnce();

        assertThat(memory.use()).isEmpty();
        assertThat(memory.refusal()).isPresent();
        assertThat(memory.problems()).isEmpty();
    }

    @Test
    void goesByTheMachinesMemoryWhereThereIsNoBound() {
        server.ask(each -> each.configSet("maxmemory", "0"));

        memory.runOnce();

        assertThat(memory.use().orElseThrow().max()).isGreaterThan(MAX);
        assertThat(memory.refusal()).isEmpty();
    }

    @Test
    void theFullestMasterOfAClusterDecides() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(3, 0);
                RedisConnection toCluster = RealRedis.connect(cluster.uri())) {
            RedisMemory several = new RedisMemory(toCluster, MemoryLimits.DEFAULT);
            cluster.masters().forEach(each -> each.ask(node -> node.configSet("maxmemory", "" + (1L << 30))));
            several.runOnce();
            assertThat(several.refusal()).isEmpty();

            RedisProcess small = cluster.masters().get(1);
            small.ask(node -> node.configSet("maxmemory", "100kb"));
            several.runOnce();

            assertThat(several.refusal()).isPresent();
            assertThat(several.problems())
                    .extracting(NodeProblem::subject)
                    .containsExactly("127.0.0.1:" + small.port());
        }
    }

    @Test
    void limitsThatWouldMakeItFlutterAreRefused() {
        assertThatThrownBy(() -> new MemoryLimits(0.8, 0.8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MemoryLimits(1.1, 0.8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MemoryLimits(0.9, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Moves the bound instead of the data: the allocator keeps no exact accounts. */
    private void fillTo(double share) {
        long used =
                Long.parseLong(server.info("used_memory")) - Long.parseLong(server.info("mem_not_counted_for_evict"));
        server.ask(each -> each.configSet("maxmemory", Long.toString(Math.round(used / share))));
        memory.runOnce();
    }

    private List<Kind> kinds() {
        return memory.problems().stream().map(NodeProblem::kind).toList();
    }
}
