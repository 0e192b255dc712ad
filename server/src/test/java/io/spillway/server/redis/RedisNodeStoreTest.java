package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.ManualClock;
import io.spillway.server.node.NodeStore;
import io.spillway.server.node.NodeStoreContract;
import io.spillway.server.node.SeenNode;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisNodeStoreTest extends NodeStoreContract {

    private static RealRedis redis;
    private static RedisConnection connection;

    private final ManualClock clock = new ManualClock(T0);

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        connection = redis.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        connection.commands().flushAll();
    }

    @Override
    protected NodeStore store() {
        return new RedisNodeStore(connection, clock::millis);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @Test
    void goesByTheClockOfRedis() {
        NodeStore store = new RedisNodeStore(connection);

        store.announce(record("one"), "a");

        assertThat(store.all())
                .singleElement()
                .satisfies(node -> assertThat(node.silence()).isLessThan(Duration.ofSeconds(2)));
    }

    @Test
    void nothingIsLeftWhenNobodyIsHeardOfAnyMore() {
        store().announce(record("one"), "a");

        assertThat(connection.commands().pttl(Keys.NODES)).isBetween(1L, SeenNode.REMEMBERED.toMillis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "1763892000000 a {}",
                "1763892000000 a [",
                "1763892000000 a {\"identity\":{\"name\":\"x\",\"version\":\"1\",\"address\":\"http://evil/\",\"host\":\"h\","
                        + "\"pid\":1},\"startedAt\":\"2026-11-23T10:00:00Z\",\"workers\":{\"busy\":1,\"limit\":2},\"types\":[],"
                        + "\"problems\":[]}",
                "9999999999999 a {\"identity\":{\"name\":\"x\",\"version\":\"1\",\"address\":\"h:1\",\"host\":\"h\","
                        + "\"pid\":1},\"startedAt\":\"2026-11-23T10:00:00Z\",\"workers\":{\"busy\":1,\"limit\":2},\"types\":[],"
                        + "\"problems\":[]}"
            })
    void passesOverWhatSomebodyElseWroteAndForgetsIt(String value) {
        connection.commands().hset(Keys.NODES, "x", value);

        assertThat(store().all()).isEmpty();
        store().announce(record("one"), "a");
        pass(SeenNode.REMEMBERED.plusMillis(1));
        store().announce(record("one"), "a");

        assertThat(connection.commands().hkeys(Keys.NODES)).containsExactly("one");
    }

    @Test
    void readsNoRecordOfAnyLength() {
        connection.commands().hset(Keys.NODES, "x", clock.millis() + " a " + "x".repeat(200_000));

        assertThat(store().all()).isEmpty();
    }

    @Test
    void takesNoMoreThanAThousandNodes() {
        NodeStore store = store();
        IntStream.range(0, 1000).forEach(i -> store.announce(record("node-" + i), "a"));

        assertThat(store.announce(record("one"), "a")).isEqualTo(new NodeStore.Announced.Full(1000));
        assertThat(store.announce(record("node-7"), "a")).isEqualTo(new NodeStore.Announced.Written());
        assertThat(store.all()).hasSize(1000);
    }

    @Test
    void saysWhenRedisIsGone() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection toOther = other.connect()) {
            NodeStore lost = new RedisNodeStore(toOther);
            other.close();

            assertThatThrownBy(lost::all).isInstanceOf(NodeStore.UnavailableException.class);
        }
    }
}
