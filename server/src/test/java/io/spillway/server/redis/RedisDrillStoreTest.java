package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillStore;
import io.spillway.server.drill.DrillStoreContract;
import io.spillway.server.drill.DrillsInMemory;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskIds;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisDrillStoreTest extends DrillStoreContract {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private static RealRedis redis;
    private static RedisConnection connection;

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
    protected DrillStore store() {
        return new RedisDrillStore(connection);
    }

    @Test
    void keepsTheLastFiftyAndNoneForEver() {
        DrillStore store = store();
        TaskIds ids = new TaskIds(START::toEpochMilli, new Random(1));
        for (int i = 0; i < 60; i++) {
            DrillId id = new DrillId(ids.next("probe-canary", 0).ulid());
            Instant began = START.plusSeconds(i);
            store.begin(DrillsInMemory.underWay(id, began));
            store.save(DrillsInMemory.failed(id, began));
        }

        assertThat(store.recent(100)).hasSize(DrillDesk.KEPT);
        assertThat(store.recent(1).getFirst().startedAt()).isEqualTo(START.plusSeconds(59));
        assertThat(connection.commands().hlen(Keys.DRILLS)).isEqualTo(DrillDesk.KEPT);
        assertThat(connection.commands().pttl(Keys.DRILLS)).isPositive();
        assertThat(connection.commands().pttl(Keys.DRILL_ORDER)).isPositive();
    }

    @Test
    void theRightToRunEndsWithItsNode() {
        DrillStore store = store();
        DrillId id = new DrillId("01KAQF5E0000000000000000AA");
        store.begin(DrillsInMemory.underWay(id, START));

        assertThat(connection.commands().pttl(Keys.DRILL_LEASE)).isBetween(1L, 15_000L);
        connection.commands().del(Keys.DRILL_LEASE);

        assertThat(store.save(DrillsInMemory.underWay(id, START)).isLost()).isTrue();
        assertThat(store.bury(DrillsInMemory.failed(id, START))).isTrue();
        assertThat(store.find(id)).contains(DrillsInMemory.failed(id, START));
    }

    @Test
    void passesOverWhatSomebodyElseWrote() {
        connection.commands().hset(Keys.DRILLS, "01KAQF5E0000000000000000AA", "{nonsense");
        connection.commands().zadd(Keys.DRILL_ORDER, 1, "01KAQF5E0000000000000000AA");
        connection.commands().set(Keys.DRILL_LEASE, "nonsense");

        assertThat(store().recent(5)).isEmpty();
        assertThat(store().underWay()).isEmpty();
    }

    @Test
    void saysWhenRedisIsGone() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection toOther = other.connect()) {
            DrillStore store = new RedisDrillStore(toOther);
            other.close();

            assertThatThrownBy(() -> store.recent(1)).isInstanceOf(QueueUnavailableException.class);
        }
    }
}
