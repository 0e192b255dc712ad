package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.TaskId;
import io.spillway.server.testing.Conditions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A master of a cluster that dies, and has a replica. */
final class ClusterFailoverTest {

    @Test
    void aReplicaTakesItsPlaceAndTasksAndTheBellGoOn() throws Exception {
        RungTypes rung = new RungTypes();
        try (RealRedisCluster cluster = RealRedisCluster.start(3, 1);
                RedisConnection redis = RealRedis.connect(cluster.uri());
                AutoCloseable bell = redis.bell().listen(rung)) {
            assertThat(bell).isNotNull();
            PlainTasks tasks = new PlainTasks(redis);
            String type = cluster.typeOn(0);
            List<TaskId> before = tasks.submit(type, 200);
            cluster.awaitReplica();

            cluster.masters().getFirst().kill();
            List<TaskId> after = new ArrayList<>();
            Conditions.await("a submission that is taken", () -> {
                after.addAll(tasks.tryToSubmit(type));
                return !after.isEmpty();
            });

            assertThat(tasks.claim(type)).containsAll(before).containsAll(after);
            /* Each of the others learns in its own time that the slots are covered again. */
            for (String other : List.of(cluster.typeOn(1), cluster.typeOn(2))) {
                Conditions.await(
                        "a master that stayed and works on",
                        () -> !tasks.tryToSubmit(other).isEmpty());
            }
            rung.heard().clear();
            Conditions.await("a ring of the new master", () -> {
                tasks.tryToSubmit(type);
                return rung.heard().contains(type);
            });
            assertThat(redis.masters())
                    .extracting(RedisMaster::name)
                    .contains("127.0.0.1:" + cluster.replicas().getFirst().port());
        }
    }
}
