package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may settle a claimed task and for how long, and what becomes of the task then. */
final class LeaseTest extends SharedRedisScene {

    @Test
    void anotherNodeOrAnOlderClaimCanNotSettle() {
        accepted(submission("{}", null));
        Task first = claim("node-a", 1).tasks().getFirst();
        now += LEASE.toMillis();
        queue.recover(type, 10).tasks();
        Task second = claim("node-b", 1).tasks().getFirst();

        List<Settlement.Result> results = new ArrayList<>();
        results.addAll(client("node-a").settle(List.of(QueueScene.succeeded(first))));
        results.addAll(client("node-a").settle(List.of(QueueScene.succeeded(second))));
        results.addAll(client("node-b").settle(List.of(QueueScene.succeeded(first))));
        results.addAll(client("node-b").settle(List.of(QueueScene.succeeded(second))));

        assertThat(results)
                .containsExactly(
                        Settlement.Result.STALE,
                        Settlement.Result.STALE,
                        Settlement.Result.STALE,
                        Settlement.Result.SETTLED);
        assertThat(second.fence()).isGreaterThan(first.fence());
    }

    @Test
    void aLeaseIsRenewedOnlyForTheNodeAndClaimThatHoldIt() {
        accepted(submission("{}", null));
        Task task = claim("node-a", 1).tasks().getFirst();
        Lease lease = new Lease(task.id(), task.fence());

        now += LEASE.toMillis() - 1;
        Map<Lease, TaskQueue.Loss> lostByOwner = queue.renew("node-a", List.of(lease), LEASE);
        Map<Lease, TaskQueue.Loss> lostByOther = queue.renew("node-b", List.of(lease), LEASE);
        now += LEASE.toMillis() - 1;

        assertThat(lostByOwner).isEmpty();
        assertThat(lostByOther).containsEntry(lease, TaskQueue.Loss.EXPIRED);
        assertThat(queue.recover(type, 10).tasks()).isEmpty();
    }

    @Test
    void aTaskThatOutlivesItsLeaseTooOftenEndsAsADeadLetter() {
        Task task = accepted(submission("{}", null));
        for (int i = 0; i < 3; i++) {
            assertThat(claim("node-a", 1).tasks()).hasSize(1);
            now += LEASE.toMillis();
            assertThat(queue.recover(type, 10).tasks()).hasSize(1);
        }

        Task dead = store.find(task.id()).orElseThrow();

        assertThat(dead.state()).isEqualTo(TaskState.FAILED);
        assertThat(dead.failure().cause()).isEqualTo(Cause.LEASE_LOST);
        assertThat(store.list(new TaskStore.Query(type, TaskState.FAILED, null, 10))
                        .tasks())
                .extracting(Task::id)
                .containsExactly(task.id());
    }

    @Test
    void aRetriedTaskWaitsAndRemembersWhy() {
        accepted(submission("{}", null));
        Task task = claim("node-a", 1).tasks().getFirst();

        client("node-a").settle(List.of(QueueScene.again(task, Duration.ofMillis(150))));
        Task waiting = store.find(task.id()).orElseThrow();
        now += 150;
        Task second = claim("node-a", 1).tasks().getFirst();

        assertThat(waiting.state()).isEqualTo(TaskState.PENDING);
        assertThat(waiting.failure()).isEqualTo(new Task.Failure(Cause.THIRD_PARTY, "away"));
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    void canceledTasksLeaveTheQueueAndComeBackWhenRetried() {
        Task task = accepted(submission("{}", "order-9"));

        assertThat(store.cancel(task.id())).isInstanceOf(TransitionResult.Moved.class);
        assertThat(claim("node-a", 10).tasks()).isEmpty();
        assertThat(store.cancel(task.id())).isEqualTo(new TransitionResult.Refused(TaskState.CANCELED));
        assertThat(store.retry(task.id())).isInstanceOf(TransitionResult.Moved.class);

        assertThat(claim("node-a", 10).tasks()).extracting(Task::id).containsExactly(task.id());
    }

    @Test
    void nothingOfAnEndedTaskStaysForEver() {
        accepted(submission("{}", "order-10"));
        Task task = claim("node-a", 1).tasks().getFirst();
        client("node-a").settle(List.of(QueueScene.succeeded(task)));

        String shard = Keys.shard(type, 0);

        assertThat(redis.commands().pttl(Keys.task(task.id()))).isPositive();
        assertThat(redis.commands().pttl(shard + "key:order-10")).isPositive();
        assertThat(redis.commands().xlen(shard + "queue:CRITICAL")).isZero();
        assertThat(redis.commands().zcard(shard + "leases")).isZero();
    }
}
