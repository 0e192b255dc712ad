package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks live all the lives that there are, and what is left of them in Redis expires. */
final class KeyBoundsTest {

    private static final int ROUNDS = 8;
    private static final int TASKS = 30;

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void whatTasksLeaveBehindExpires() {
        new RedisLimitStore(scene.redis, () -> scene.now).set(scene.type, limits());
        for (int round = 0; round < ROUNDS; round++) {
            submit(round);
            live();
            KeyBounds.assertBounded(scene.redis);
        }
        letters();
        settleAll(QueueScene::succeeded);

        KeyBounds.assertBounded(scene.redis);
        assertThat(KeyBounds.expiring(scene.redis)).containsKeys("task", "key", "won", "done", "dead", "fate");
        assertThat(unfinished()).isZero();
        String prefix = Keys.shard(scene.type, 0);
        for (Criticality each : Criticality.values()) {
            assertThat(scene.redis.commands().exists(prefix + "delayed:" + each))
                    .isFalse();
            assertThat(scene.redis.commands().xlen(prefix + "queue:" + each)).isZero();
        }
        for (String each : List.of("leases", "parked", "parked:acct-1", "busy")) {
            assertThat(scene.redis.commands().exists(prefix + each)).as(each).isFalse();
        }
    }

    @Test
    void aKeyThatNobodyKnowsOrThatHasLostItsExpiryIsFound() {
        submit(0);
        Task task = scene.client.claim(scene.type, 1).tasks().getFirst();
        scene.client.settle(QueueScene.succeeded(task));
        KeyBounds.assertBounded(scene.redis);

        scene.redis.commands().persist(Keys.task(task.id()));
        assertThatThrownBy(() -> KeyBounds.assertBounded(scene.redis)).hasMessageContaining(Keys.task(task.id()));
        scene.redis.commands().del(Keys.task(task.id()));
        scene.redis.commands().set(Keys.shard(scene.type, 0) + "new", "1");
        assertThatThrownBy(() -> KeyBounds.assertBounded(scene.redis)).hasMessageContaining(":new");
    }

    private void submit(int round) {
        scene.queue.submit(IntStream.range(0, TASKS)
                .mapToObj(i -> new Submission(
                        new Task.Spec(
                                scene.type,
                                "{}",
                                Criticality.values()[i % 4],
                                2,
                                "key-" + round + "-" + i,
                                i % 2 == 0 ? "acct-" + i % 4 : null,
                                null),
                        i % 7 == 0 ? Duration.ofSeconds(5) : null,
                        i % 5 == 0 ? Duration.ofSeconds(1) : Duration.ZERO))
                .toList());
    }

    /** Some succeed, fail, are tried again or canceled; of others the lease is lost, and the node comes too late. */
    private void live() {
        List<Task> claimed = scene.client
                .claim(scene.type, TASKS, new ClaimLimits(20, 1000, 2))
                .tasks();
        for (int i = 0; i < claimed.size(); i++) {
            Task task = claimed.get(i);
            switch (i % 5) {
                case 0 -> scene.client.settle(QueueScene.succeeded(task));
                case 1 -> scene.client.settle(QueueScene.failed(task));
                case 2 -> scene.client.settle(QueueScene.again(task, Duration.ofMillis(50)));
                case 3 -> scene.store.cancel(task.id());
                default -> {}
            }
        }
        scene.pass(QueueScene.LEASE);
        scene.queue.recover(scene.type, TASKS);
        for (int i = 4; i < claimed.size(); i += 5) {
            scene.client.settle(QueueScene.succeeded(claimed.get(i)));
        }
    }

    /** One letter is tried again, one gets another payload, one is thrown away. */
    private void letters() {
        List<Task> failed = scene.failures(3, Cause.INVALID, "no such item");
        scene.store.retry(failed.get(0).id());
        scene.letters.replace(
                failed.get(1).id(), new Task.Spec(scene.type, "{}", Criticality.CRITICAL, 2, "other", null, null));
        scene.letters.discard(failed.get(2).id());
    }

    private void settleAll(Function<Task, Settlement> how) {
        for (int i = 0; i < 100 && unfinished() > 0; i++) {
            scene.client.claim(scene.type, TASKS).tasks().forEach(task -> scene.client.settle(how.apply(task)));
            scene.pass(QueueScene.LEASE);
            scene.queue.recover(scene.type, TASKS);
        }
    }

    private long unfinished() {
        var backlog = scene.store.backlog(List.of(scene.type)).get(scene.type);
        return backlog.queued().values().stream().mapToLong(Long::longValue).sum()
                + backlog.delayed()
                + backlog.running()
                + backlog.parked();
    }

    private static ManualLimits.Change limits() {
        return new ManualLimits.Change(
                new ManualLimits.Values(Optional.of(20), Optional.of(500.0), Optional.of(2)), "ada", "why", null);
    }
}
