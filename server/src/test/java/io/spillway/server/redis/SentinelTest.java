package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.TaskId;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master that dies, with a replica and Sentinels that notice. */
final class SentinelTest {

    private RealSentinel sentinel;
    private RedisConnection redis;
    private PlainTasks tasks;

    @BeforeEach
    void start() {
        sentinel = RealSentinel.start();
        redis = RealRedis.connect(sentinel.uri());
        tasks = new PlainTasks(redis);
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        sentinel.close();
    }

    @Test
    void losesNothingThatTheReplicaHadAndGoesOnWithinSeconds() throws Exception {
        List<TaskId> before = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            before.addAll(tasks.submit("kept", 50));
        }
        sentinel.awaitReplica();

        sentinel.master().kill();
        long killed = System.nanoTime();
        List<TaskId> after = submitUntilTaken();

        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(15));
        List<TaskId> claimed = new ArrayList<>();
        Conditions.await("all tasks", () -> {
            claimed.addAll(tasks.claim("kept"));
            return claimed.size() >= before.size() + after.size();
        });
        assertThat(claimed).contains(before.toArray(TaskId[]::new)).containsAll(after);
    }

    @Test
    void theBellRingsOnAfterTheMasterDied() throws Exception {
        RungTypes rung = new RungTypes();
        try (AutoCloseable bell = redis.bell().listen(rung)) {
            Conditions.await("a ring", () -> {
                tasks.submit("kept", 1);
                return rung.heard().contains("kept");
            });

            sentinel.master().kill();
            submitUntilTaken();
            rung.heard().clear();

            Conditions.await("a ring of the new master", () -> {
                submitUntilTaken();
                return rung.heard().contains("kept");
            });
            assertThat(bell).isNotNull();
        }
    }

    @Test
    void leavesAMasterThatHasBecomeAReplicaAndGoesOnAnswering() throws Exception {
        tasks.submit("kept", 1);

        sentinel.failOver();
        Conditions.await("submissions to the new master", () -> {
            tasks.tryToSubmit("kept");
            return redis.masters()
                    .getFirst()
                    .name()
                    .equals("127.0.0.1:" + sentinel.replica().port());
        });

        submitUntilTaken();
        assertThat(redis.problem()).isEmpty();
    }

    @Test
    void namesEachSentinelThatDoesNotHelp() throws Exception {
        try (RedisConnection nobody = RealRedis.connect(
                java.net.URI.create("redis-sentinel://127.0.0.1:1,127.0.0.1:" + sentinel.sentinelPort() + "/other"))) {

            assertThat(nobody.problem().orElseThrow()).contains("127.0.0.1:1: ", "knows no master other");
            assertThat(nobody.address()).startsWith("other behind the Sentinels 127.0.0.1:1, ");
        }
    }

    @Test
    void goesOnWithTheMasterThatItKnowsWhenNoSentinelAnswers() throws Exception {
        tasks.submit("kept", 1);

        sentinel.killSentinel();

        Conditions.await(
                "a word on the Sentinel's silence", () -> redis.trouble().isPresent());
        assertThat(redis.trouble().orElseThrow()).contains("no Sentinel names the master");
        assertThat(tasks.submit("kept", 1)).hasSize(1);
    }

    private List<TaskId> submitUntilTaken() {
        List<TaskId> taken = new ArrayList<>();
        Conditions.await("a submission that is taken", () -> {
            taken.addAll(tasks.tryToSubmit("kept"));
            return !taken.isEmpty();
        });
        return taken;
    }
}
