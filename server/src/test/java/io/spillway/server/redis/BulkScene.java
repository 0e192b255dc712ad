package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Bulk jobs on a real Redis, carried on by nodes whose clock only the test moves. */
abstract class BulkScene {

    static final Duration TURN = Duration.ofMillis(50);

    final QueueScene scene = QueueScene.start();
    final Map<String, Integer> counted = new HashMap<>();
    final ScriptedAdmission tiers = new ScriptedAdmission();
    volatile Pressure.Verdict pressure = new Pressure.Verdict.Pass();
    final BulkLoop loop = node("node-a", scene.bulk);

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    void run(Duration time) {
        runOn(loop, time);
    }

    void runOn(BulkLoop node, Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(TURN)) {
            scene.pass(TURN);
            node.runOnce();
        }
    }

    BulkLoop node(String name, BulkStore store) {
        LetterEvents events = new LetterEvents(
                (type, count) -> counted.merge("replayed " + type, count, Integer::sum),
                (type, count) -> counted.merge("discarded " + type, count, Integer::sum));
        return new BulkLoop(
                new BulkPorts(scene.letters, store, tiers, (_, _) -> pressure, events),
                name,
                () -> Instant.ofEpochMilli(scene.now));
    }

    LetterFilter filter() {
        return LetterFilter.ofType(scene.type);
    }

    static BulkOrder order(BulkOrder.Action action, LetterFilter filter, double perSecond, @Nullable Long limit) {
        return new BulkOrder(action, filter, perSecond, limit, "op@team", "the gateway is back");
    }

    BulkJob start(LetterFilter filter, double perSecond) {
        return started(order(BulkOrder.Action.REPLAY, filter, perSecond, null));
    }

    BulkJob started(BulkOrder order) {
        BulkStore.Start start = scene.bulk.start(order);
        assertThat(start).isInstanceOf(BulkStore.Start.Started.class);
        return ((BulkStore.Start.Started) start).job();
    }

    BulkJob.State change(BulkJob job, BulkStore.Change change) {
        return ((BulkStore.Changed.Done) scene.bulk.change(job.id(), change))
                .job()
                .state();
    }

    BulkJob find(BulkJob job) {
        return scene.bulk.find(job.id()).orElseThrow();
    }

    long letters() {
        return scene.store.backlog(List.of(scene.type)).get(scene.type).failed();
    }

    static Set<String> idsOf(List<Task> tasks) {
        List<String> ids = new ArrayList<>();
        tasks.forEach(each -> ids.add(each.id().value()));
        assertThat(ids).doesNotHaveDuplicates();
        return new HashSet<>(ids);
    }
}
