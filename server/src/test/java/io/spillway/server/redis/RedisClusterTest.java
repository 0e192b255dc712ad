package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.MigrateParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What only a cluster can do wrong. */
final class RedisClusterTest {

    private static RealRedisCluster cluster;
    private static RedisConnection redis;

    private PlainTasks tasks;
    private List<String> types;

    @BeforeAll
    static void start() {
        cluster = RealRedisCluster.start(3, 0);
        redis = RealRedis.connect(cluster.uri());
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        cluster.close();
    }

    /** A type of tasks on each master. */
    @BeforeEach
    void empty() {
        Conditions.await("a cluster that works", cluster::isWhole);
        redis.commands().flushAll();
        tasks = new PlainTasks(redis);
        types = IntStream.range(0, 3).mapToObj(cluster::typeOn).toList();
    }

    @Test
    void runsScriptsOnEachMasterAlsoAfterAFlushOfTheirCaches() {
        types.forEach(type -> tasks.submit(type, 2));
        cluster.masters().forEach(master -> master.ask(node -> node.scriptFlush()));

        for (String type : types) {
            tasks.submit(type, 1);
            assertThat(tasks.claim(type)).hasSize(3);
        }

        assertThat(tasks.store()
                        .list(new TaskStore.Query(null, null, null, 100))
                        .tasks())
                .hasSize(9);
        assertThat(tasks.store().backlog(types)).hasSize(3);
        assertThat(redis.masters()).extracting(RedisMaster::name).hasSize(3);
    }

    @Test
    void walksOverTheTasksOfAllMasters() {
        for (String type : types) {
            TaskId lost = tasks.submit(type, 3).getFirst();
            String stream = Keys.shard(type, 0) + "queue:" + Criticality.CRITICAL;
            redis.commands()
                    .xdel(
                            stream,
                            redis.commands().xrange(stream, "-", "+").getFirst().getID());
            assertThat(tasks.store().find(lost)).isPresent();
        }

        RedisInvariants invariants = new RedisInvariants(redis);
        Optional<Map<String, Long>> counts = Stream.generate(invariants::step)
                .limit(100)
                .filter(Optional::isPresent)
                .findFirst()
                .orElseThrow();

        assertThat(counts.orElseThrow()).isEqualTo(Map.of("nowhere", 3L, "twice", 0L, "ended", 0L));
    }

    @Test
    void hearsTheBellOfEveryMaster() throws Exception {
        RungTypes rung = new RungTypes();
        try (AutoCloseable bell = redis.bell().listen(rung)) {
            Conditions.await("rings for all types", () -> {
                types.forEach(type -> tasks.submit(type, 1));
                return rung.heard().containsAll(types);
            });
            assertThat(bell).isNotNull();
        }
    }

    @Test
    void sendsNothingASecondTimeWhoseAnswerWasLost() throws Exception {
        String type = types.get(1);
        tasks.submit(type, 1);
        RedisProcess master = cluster.masters().get(1);

        master.signal("-STOP");
        long begin = System.nanoTime();
        assertThatThrownBy(() -> tasks.submit(type, 1)).isInstanceOf(QueueUnavailableException.class);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        master.signal("-CONT");

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        Conditions.await("the node's answer", () -> !tasks.tryToSubmit(type).isEmpty());
        assertThat(tasks.claim(type)).hasSizeBetween(2, 3).doesNotHaveDuplicates();
    }

    @Test
    void runsNothingInASlotThatIsBeingMovedAndGoesOnWhereItArrived() {
        String type = types.get(1);
        List<TaskId> before = tasks.submit(type, 5);
        int slot = JedisClusterCRC16.getSlot(Keys.shard(type, 0));
        RedisProcess from = cluster.masters().get(1);
        RedisProcess to = cluster.masters().get(2);
        String fromId = from.ask(node -> node.clusterMyId());
        String toId = to.ask(node -> node.clusterMyId());

        to.ask(node -> node.clusterSetSlotImporting(slot, fromId));
        from.ask(node -> node.clusterSetSlotMigrating(slot, toId));
        assertThatThrownBy(() -> tasks.claim(type))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("slot " + slot + " of the cluster is being moved");

        List<String> keys = from.ask(node -> node.clusterGetKeysInSlot(slot, 1000));
        from.ask(node -> node.migrate("127.0.0.1", to.port(), 5000, new MigrateParams(), keys.toArray(String[]::new)));
        for (RedisProcess each : List.of(to, from)) {
            each.ask(node -> node.sendCommand(Protocol.Command.CLUSTER, "SETSLOT", "" + slot, "NODE", toId));
        }

        assertThat(tasks.claim(type)).containsExactlyInAnyOrderElementsOf(before);
    }
}
