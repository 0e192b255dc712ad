package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkStore;
import io.spillway.server.submit.Pressure;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a bulk job does with the letters that it is for. */
final class BulkJobTest extends BulkScene {

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
}
