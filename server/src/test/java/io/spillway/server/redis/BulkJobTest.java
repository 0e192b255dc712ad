package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkLoop;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkPorts;
import io.spillway.server.deadletter.BulkStore;
import io.spillway.server.deadletter.LetterEvents;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.submit.Pressure;
import io.spillway.server.task.Task;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bulk jobs on a real Redis, carried on by nodes whose clock only the test moves. */
final class BulkJobTest {

    private static final Duration TURN = Duration.ofMillis(50);

    private final QueueScene scene = QueueScene.start();
    private final Map<String, Integer> counted = new HashMap<>();
    private final ScriptedAdmission tiers = new ScriptedAdmission();
    private volatile Pressure.Verdict pressure = new Pressure.Verdict.Pass();
    private final BulkLoop loop = node("node-a", scene.bulk);

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void replaysWhatMatchesOnceEachTheFirstFailureFirst() {
        List<Task> gateway = scene.failures(20, Cause.THIRD_PARTY, "HTTP 502 for order 7");
        scene.failures(5, Cause.INVALID, "no such item");
        scene.pass(Duration.ofSeconds(1));

        BulkJob job = start(filter().withCause(Cause.THIRD_PARTY).withText("http # for"), 100);
        run(Duration.ofSeconds(2));

        List<Task> waiting = scene.client.claim(scene.type, 100).tasks();
        assertThat(waiting)
                .extracting(Task::id)
                .containsExactlyElementsOf(gateway.stream().map(Task::id).toList());
        assertThat(waiting).allSatisfy(task -> assertThat(task.attempt()).isOne());
        BulkJob after = find(job);
        assertThat(after.state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(after.progress())
                .isEqualTo(
                        new BulkJob.Progress(25, 25, 20, new BulkJob.Skipped(0, 0), new BulkJob.Outcomes(0, 0, 0, 20)));
        assertThat(counted).containsExactly(Map.entry("replayed " + scene.type, 20));
        assertThat(scene.violations()).isZero();
    }

    @Test
    void theRateHolds() {
        scene.failures(400, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 50);

        long began = scene.now;
        for (int i = 0; i < 60; i++) {
            run(TURN);
            double seconds = (scene.now - began) / 1000.0;
            assertThat((double) find(job).progress().done())
                    .as("after %.2f s", seconds)
                    .isBetween(50 * (seconds - 0.3), 50 * seconds + 13.5);
        }

        assertThat(find(job).progress().done()).isBetween(135L, 163L);
    }

    @Test
    void aRateBelowOneASecondHoldsAsWell() {
        scene.failures(5, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 0.5);

        run(Duration.ofMillis(1900));
        assertThat(find(job).progress().done()).isOne();
        run(Duration.ofMillis(200));
        assertThat(find(job).progress().done()).isEqualTo(2);
    }

    @Test
    void whatFailsAfterTheJobBeganIsNotReplayedByIt() {
        scene.failures(10, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 20);

        for (int i = 0; i < 100; i++) {
            run(TURN);
            scene.client.claim(scene.type, 10).tasks().forEach(each -> scene.client.settle(QueueScene.failed(each)));
        }

        BulkJob after = find(job);
        assertThat(after.state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(after.progress().done()).isEqualTo(10);
        assertThat(after.progress().outcomes()).isEqualTo(new BulkJob.Outcomes(0, 10, 0, 0));
        assertThat(letters()).isEqualTo(10);
        assertThat(scene.bulk.open()).isEmpty();
    }

    @Test
    void outcomesAreCounted() {
        List<Task> failed = scene.failures(4, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 100);
        run(Duration.ofSeconds(1));

        List<Task> tasks = scene.client.claim(scene.type, 3).tasks();
        scene.client.settle(QueueScene.succeeded(tasks.get(0)));
        scene.client.settle(QueueScene.failed(tasks.get(1)));
        scene.store.cancel(tasks.get(2).id());
        run(Duration.ofSeconds(1));
        assertThat(find(job).progress().outcomes()).isEqualTo(new BulkJob.Outcomes(1, 1, 1, 1));
        assertThat(scene.bulk.open()).containsExactly(job.id());

        scene.client.settle(
                QueueScene.succeeded(scene.client.claim(scene.type, 1).tasks().getFirst()));
        run(Duration.ofSeconds(1));
        assertThat(find(job).progress().outcomes()).isEqualTo(new BulkJob.Outcomes(2, 1, 1, 0));
        assertThat(scene.bulk.open()).isEmpty();
        assertThat(failed).hasSize(4);
    }

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

    @Test
    void itIsPausedAndGoesOnAndIsCanceled() {
        scene.failures(100, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = start(filter(), 10);
        run(Duration.ofSeconds(1));

        assertThat(change(job, BulkStore.Change.PAUSE)).isEqualTo(BulkJob.State.PAUSED);
        long paused = find(job).progress().done();
        run(Duration.ofSeconds(20));
        assertThat(find(job).progress().done()).isEqualTo(paused);
        assertThat(scene.bulk.change(job.id(), BulkStore.Change.PAUSE))
                .isEqualTo(new BulkStore.Changed.Refused(BulkJob.State.PAUSED));

        assertThat(change(job, BulkStore.Change.RESUME)).isEqualTo(BulkJob.State.RUNNING);
        run(Duration.ofSeconds(1));
        assertThat(find(job).progress().done()).isBetween(paused + 5, paused + 14);

        assertThat(change(job, BulkStore.Change.CANCEL)).isEqualTo(BulkJob.State.CANCELED);
        long canceled = find(job).progress().done();
        run(Duration.ofSeconds(5));
        assertThat(find(job).progress().done()).isEqualTo(canceled);
        assertThat(find(job).times().ended()).isNotNull();
        assertThat(scene.bulk.change(job.id(), BulkStore.Change.RESUME))
                .isEqualTo(new BulkStore.Changed.Refused(BulkJob.State.CANCELED));
        assertThat(scene.bulk.change(new BulkId(scene.type, "01KAQRS7N4V0X9Z2M6B8C4D3EF"), BulkStore.Change.PAUSE))
                .isEqualTo(new BulkStore.Changed.Unknown());
    }

    @Test
    void aTypeHasOneJobAtATime() {
        scene.failures(10, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob first = start(filter(), 1);

        assertThat(scene.bulk.start(order(BulkOrder.Action.DISCARD, filter(), 1, null)))
                .isEqualTo(new BulkStore.Start.Busy(first.id()));
        change(first, BulkStore.Change.PAUSE);
        assertThat(scene.bulk.start(order(BulkOrder.Action.REPLAY, filter(), 1, null)))
                .isEqualTo(new BulkStore.Start.Busy(first.id()));
        change(first, BulkStore.Change.CANCEL);
        BulkJob second = start(filter(), 1);

        assertThat(scene.bulk.recent(10)).extracting(BulkJob::id).containsExactlyInAnyOrder(first.id(), second.id());
    }

    @Test
    void aLimitEndsIt() {
        scene.failures(10, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));

        BulkJob job = started(order(BulkOrder.Action.REPLAY, filter(), 100, 4L));
        run(Duration.ofSeconds(2));

        assertThat(find(job).state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(find(job).progress().done()).isEqualTo(4);
        assertThat(letters()).isEqualTo(6);
    }

    @Test
    void discardsAsWellAlsoWhileATierIsInForce() {
        scene.failures(30, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        BulkJob job = started(order(BulkOrder.Action.DISCARD, filter(), 100, null));
        tiers.shed(Criticality.values());

        run(Duration.ofSeconds(1));

        assertThat(find(job).state()).isEqualTo(BulkJob.State.FINISHED);
        assertThat(letters()).isZero();
        assertThat(scene.client.claim(scene.type, 10).tasks()).isEmpty();
        assertThat(counted).containsExactly(Map.entry("discarded " + scene.type, 30));
        assertThat(scene.bulk.open()).isEmpty();
    }

    @Test
    void itWaitsWhileATierKeepsTheTypeOutAndSaysSo() {
        scene.failures(10, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        tiers.shed(Criticality.values());
        BulkJob job = start(filter(), 10);

        run(Duration.ofSeconds(3));
        assertThat(find(job).progress().done()).isZero();
        assertThat(find(job).state()).isEqualTo(BulkJob.State.RUNNING);
        assertThat(find(job).waiting())
                .isEqualTo(new BulkJob.Waiting(BulkJob.Waiting.Why.SHED, "Tier L2 is in force for core."));

        tiers.shed();
        run(Duration.ofSeconds(2));
        assertThat(find(job).waiting()).isNull();
        assertThat(find(job).progress().done()).isEqualTo(10);
    }

    @Test
    void itWaitsWhileTheQueueIsTooLongAndGoesSlowlyWhileItIsLong() {
        scene.failures(100, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));
        pressure = new Pressure.Verdict.Refuse(Duration.ofSeconds(30), "100,000 tasks wait already.");
        BulkJob job = start(filter(), 100);

        run(Duration.ofSeconds(1));
        assertThat(find(job).progress().done()).isZero();
        assertThat(find(job).waiting())
                .isEqualTo(new BulkJob.Waiting(BulkJob.Waiting.Why.BUSY, "100,000 tasks wait already."));

        pressure = new Pressure.Verdict.Slow(Duration.ofMillis(500));
        run(TURN);
        assertThat(find(job).progress().done()).isBetween(1L, 6L);
        assertThat(find(job).waiting()).isNotNull();
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
    void whatIsLeftIsEstimated() {
        scene.failures(40, Cause.BUG, "no");
        scene.pass(Duration.ofSeconds(1));

        BulkJob job = start(filter(), 10);

        assertThat(job.left()).contains(Duration.ofSeconds(4));
        run(Duration.ofSeconds(2));
        assertThat(find(job).left().orElseThrow()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(2500));
        run(Duration.ofSeconds(4));
        assertThat(find(job).left()).isEmpty();
    }

    private void run(Duration time) {
        runOn(loop, time);
    }

    private void runOn(BulkLoop node, Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(TURN)) {
            scene.pass(TURN);
            node.runOnce();
        }
    }

    private BulkLoop node(String name, BulkStore store) {
        LetterEvents events = new LetterEvents(
                (type, count) -> counted.merge("replayed " + type, count, Integer::sum),
                (type, count) -> counted.merge("discarded " + type, count, Integer::sum));
        return new BulkLoop(
                new BulkPorts(scene.letters, store, tiers, (_, _) -> pressure, events),
                name,
                () -> Instant.ofEpochMilli(scene.now));
    }

    private LetterFilter filter() {
        return LetterFilter.ofType(scene.type);
    }

    private BulkJob start(LetterFilter filter, double perSecond) {
        return started(order(BulkOrder.Action.REPLAY, filter, perSecond, null));
    }

    private static BulkOrder order(
            BulkOrder.Action action, LetterFilter filter, double perSecond, @Nullable Long limit) {
        return new BulkOrder(action, filter, perSecond, limit, "op@team", "the gateway is back");
    }

    private BulkJob started(BulkOrder order) {
        BulkStore.Start start = scene.bulk.start(order);
        assertThat(start).isInstanceOf(BulkStore.Start.Started.class);
        return ((BulkStore.Start.Started) start).job();
    }

    private BulkJob.State change(BulkJob job, BulkStore.Change change) {
        return ((BulkStore.Changed.Done) scene.bulk.change(job.id(), change))
                .job()
                .state();
    }

    private BulkJob find(BulkJob job) {
        return scene.bulk.find(job.id()).orElseThrow();
    }

    private long letters() {
        return scene.store.backlog(List.of(scene.type)).get(scene.type).failed();
    }

    private static Set<String> idsOf(List<Task> tasks) {
        List<String> ids = new ArrayList<>();
        tasks.forEach(each -> ids.add(each.id().value()));
        assertThat(ids).doesNotHaveDuplicates();
        return new HashSet<>(ids);
    }
}
