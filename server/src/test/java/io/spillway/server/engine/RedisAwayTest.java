package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.QueueClient;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What the engine does when Redis goes away under it, or another node dies. */
final class RedisAwayTest extends EngineScene {
    @Test
    void aLaneWaitsBeforeItAsksAgainAQueueThatRefuses() throws Exception {
        AtomicLong now = new AtomicLong(1);
        RealRedis other = RealRedis.start();
        RedisConnection away = other.connect();
        other.close();
        WorkerPool pool = new WorkerPool(2, Duration.ofSeconds(1));
        EnginePorts ports = new EnginePorts(
                new RedisTaskQueue(away, new Random(3), TaskQueueConfig.DEFAULT),
                ScriptedHandler.of("faulty", _ -> Outcome.succeeded()),
                new ScriptedAdmission(),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                now::get);
        Lane lane = new Lane(
                "faulty",
                new Lane.Shop(ports, config(), new Seats(pool, now::get), new RunningAttempts(), new IdleCrew()));
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        boolean again = lane.turn();

        assertThat(again).isFalse();
        assertThat(lane.trouble()).isNotNull();
        assertThat(lane.nextLook() - now.get()).isEqualTo(Duration.ofMillis(200).toNanos());
        pool.close();
        away.close();
    }

    @Test
    void whatEndsWhileRedisIsAwayIsSettledWhenItIsBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        run(type(), 4, _ -> {
            begun.countDown();
            go.await();
            return Outcome.succeeded();
        });
        TaskId id = submit(type(), null);
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        server.kill();
        go.countDown();
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        server.startAgain();

        Task done = awaitEnd(id);
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isOne();
        Conditions.await("the end to be told", () -> events.stream().anyMatch(TaskEvent.Finished.class::isInstance));
        assertThat(events).noneMatch(TaskEvent.StaleSettlement.class::isInstance);
    }

    @Test
    void aRedisThatStandsStillForLongerThanTheLeaseStopsTheHandlerAndTheTaskRunsAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        run(type(), 4, context -> {
            if (context.attempt() == 1) {
                context.cancellation().onCancel(stopped::countDown);
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return Outcome.succeeded();
        });
        TaskId id = submit(type(), null);
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        server.freeze();
        // The lease of 2 s, and no more than the one question that was under way.
        boolean inTime = stopped.await(4_500, TimeUnit.MILLISECONDS);
        server.thaw();

        assertThat(inTime).isTrue();
        Task done = awaitEnd(id);
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.fence()).isGreaterThan(1);
    }

    @Test
    void aTaskOfADeadNodeComesBackAlsoWhereNobodyCanRunItsType() {
        TaskType<?> gone = TaskType.of("gone", ScriptedHandler.Nothing.class);
        TaskId id = submit(gone, null);
        new QueueClient(queue, "dead", Duration.ofMillis(100)).claim("gone", 1);

        run(type(), 4, _ -> Outcome.succeeded());

        Conditions.await(
                "the task to wait again", () -> store.find(id).orElseThrow().state() == TaskState.PENDING);
    }
}
