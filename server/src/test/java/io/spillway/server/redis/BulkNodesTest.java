package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkLoop;
import io.spillway.server.deadletter.BulkStore;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several nodes at one bulk job, and jobs that are damaged or struck off. */
final class BulkNodesTest extends BulkScene {

    @Test
    void anotherNodeGoesOnWhereADeadOneHadCome() {
        List<Task> failed = scene.failures(100, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 20);
        BulkLoop other = node(
                "node-b", new RedisBulkStore(scene.redis, new Random(4), TaskQueueConfig.DEFAULT, () -> scene.now));
        run(Duration.ofSeconds(1));
        long before = find(job).progress().done();
        assertThat(before).isBetween(15L, 26L);

        // node-a says nothing more. For as long as its right lasts, nobody else does anything.
        runOn(other, Duration.ofSeconds(4));
        assertThat(find(job).progress().done()).isEqualTo(before);
        runOn(other, Duration.ofSeconds(8));

        BulkJob after = find(job);
        assertThat(after.state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(after.node()).isEqualTo("node-b");
        assertThat(after.progress().done()).isEqualTo(100);
        assertThat(after.progress().looked()).isEqualTo(100);
        assertThat(idsOf(scene.client.claim(scene.type, 200).tasks()))
                .isEqualTo(idsOf(failed))
                .hasSize(100);
    }

    @Test
    void aNodeThatWasTooSlowChangesNothingMore() {
        scene.failures(50, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 10);
        BulkStore.Held late = scene.bulk.hold(job.id(), "node-a", 0).orElseThrow();
        scene.pass(Duration.ofSeconds(6));
        assertThat(scene.bulk.hold(job.id(), "node-b", 0)).isPresent();

        assertThat(scene.bulk.step(late, new BulkStore.Step(List.of(), null, true, null)))
                .isEmpty();
        assertThat(scene.bulk.hold(job.id(), "node-a", late.fence())).isEmpty();
        assertThat(find(job).state()).isEqualTo(BulkJob.State.RUNNING);
    }

    @Test
    void twoNodesTogetherKeepTheRateAndReplayNothingTwice() {
        scene.failures(100, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 20);
        BulkLoop other = node("node-b", scene.bulk);
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 40; i++) {
            run(TURN);
            other.runOnce();
            for (Task each : scene.client.claim(scene.type, 100).tasks()) {
                assertThat(seen.add(each.id().value())).isTrue();
                scene.client.settle(QueueScene.failed(each));
            }
        }

        assertThat(find(job).progress().done()).isBetween(30L, 46L);
    }

    @Test
    void everyKeyOfAJobExpiresAndTheListIsBounded() {
        scene.failures(1, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 10);
        run(Duration.ofSeconds(1));

        for (String key : List.of(Keys.bulk(job.id()), Keys.bulkOpen(job.id()), Keys.BULK_JOBS)) {
            assertThat(scene.redis.commands().pttl(key)).as(key).isPositive();
        }
        for (int i = 0; i < 210; i++) {
            scene.pass(Duration.ofMillis(1));
            change(start(filter(), 10), BulkStore.Change.CANCEL);
        }
        assertThat(scene.redis.commands().zcard(Keys.BULK_JOBS)).isEqualTo(200);
        run(TURN);
        assertThat(scene.bulk.open()).containsExactly(job.id());
    }

    @Test
    void aDamagedJobKeepsNoOtherBack() {
        scene.failures(3, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 10);
        scene.redis.commands().hset(Keys.bulk(job.id()), "rate", "fast");
        scene.redis.commands().sadd(Keys.BULK_OPEN, "no job", "other.01KAQRS7N4V0X9Z2M6B8C4D3EF");

        assertThat(scene.bulk.find(job.id())).isEmpty();
        assertThat(scene.bulk.recent(10)).isEmpty();
    }

    @Test
    void jobsThatAreDamagedOrOutOfReachHoldUpNoOther() {
        scene.failures(3, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob damaged = start(LetterFilter.ofType("a-damaged"), 10);
        scene.redis.commands().hset(Keys.bulk(damaged.id()), "rate", "fast");
        BulkJob away = start(LetterFilter.ofType("b-away"), 10);
        scene.redis.commands().set(Keys.bulk(away.id()), "no hash");
        BulkJob job = start(filter(), 10);

        run(Duration.ofSeconds(1));

        assertThat(scene.bulk.open()).containsExactly(damaged.id(), away.id(), job.id());
        assertThat(find(job).state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(find(job).progress().done()).isEqualTo(3);
    }

    @Test
    void aJobThatBeginsWhileSomebodyStrikesItOffIsCarriedOn() {
        scene.failures(3, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 10);
        String key = Keys.bulk(job.id());
        scene.redis.commands().rename(key, key + "-later");
        RedisConnection.Clocks hearing =
                new RedisConnection.Clocks(InstantSource.system(), System::nanoTime, (_, _) -> {
                    if (scene.redis.commands().exists(key + "-later")) {
                        scene.redis.commands().rename(key + "-later", key);
                    }
                });
        try (RedisConnection redis = RedisConnection.open(scene.server.uri(), hearing)) {
            RedisBulkStore early = new RedisBulkStore(redis, new Random(4), TaskQueueConfig.DEFAULT, () -> scene.now);

            assertThat(early.hold(job.id(), "node-b", 0)).isEmpty();
        }

        assertThat(scene.bulk.open()).containsExactly(job.id());
        scene.redis.commands().del(key);
        assertThat(scene.bulk.hold(job.id(), "node-b", 0)).isEmpty();
        assertThat(scene.bulk.open()).isEmpty();
    }

    @Test
    void whichJobIsUnderWayIsKnownForAsLongAsTheJobIs() {
        scene.failures(5, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 1);
        String current = Keys.shard(scene.type, 0) + "bulk:current";
        scene.redis.commands().pexpire(current, 60_000);

        run(TURN);

        assertThat(scene.redis.commands().pttl(current))
                .isGreaterThan(Duration.ofDays(6).toMillis());
        assertThat(scene.redis.commands().get(current)).isEqualTo(job.id().ulid());
    }

    @Test
    void whatSomebodyElseHasDealtWithIsSkippedAndCounted() {
        List<Task> failed = scene.failures(6, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 1);
        run(TURN);
        scene.store.retry(failed.get(2).id());
        scene.letters.discard(failed.get(3).id());
        scene.redis.commands().del(Keys.task(failed.get(4).id()));
        run(Duration.ofSeconds(5));

        BulkJob after = find(job);
        assertThat(after.state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(after.progress().done()).isEqualTo(3);
        assertThat(after.progress().skipped()).isEqualTo(new BulkJob.Skipped(1, 2));
    }
}
