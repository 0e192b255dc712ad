package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.params.XAddParams;

/** What is taken into the queue, and who gets it when. */
final class RedisTaskQueueTest extends SharedRedisScene {

    @Test
    void theSameKeyWithTheSamePayloadIsTheFirstTask() {
        Task first = accepted(submission("{\"a\":1}", "order-1"));

        SubmitResult second = submit(submission("{\"a\":1}", "order-1"));

        assertThat(second)
                .isInstanceOfSatisfying(
                        SubmitResult.Known.class,
                        known -> assertThat(known.task().id()).isEqualTo(first.id()));
        assertThat(claim("node-a", 10).tasks()).hasSize(1);
    }

    @Test
    void theSameKeyTwiceInOneBatchIsOneTask() {
        List<SubmitResult> results =
                queue.submit(List.of(submission("{\"a\":1}", "order-2"), submission("{\"a\":1}", "order-2")));

        assertThat(results.get(0)).isInstanceOf(SubmitResult.Accepted.class);
        assertThat(results.get(1)).isInstanceOf(SubmitResult.Known.class);
    }

    @Test
    void theSameKeyWithAnotherPayloadIsRefused() {
        Task first = accepted(submission("{\"a\":1}", "order-3"));

        SubmitResult second = submit(submission("{\"a\":2}", "order-3"));

        assertThat(second).isEqualTo(new SubmitResult.KeyReused(first.id()));
    }

    @Test
    void whatWasTakenBeforeAFailureIsToldSo() {
        String broken = type + "-broken";
        redis.commands().set(Keys.shard(broken, 0) + "queue:CRITICAL", "no stream");

        List<SubmitResult> results = queue.submit(List.of(
                submission("{}", null),
                new Submission(
                        new Task.Spec(broken, "{}", Criticality.CRITICAL, 3, null, null, null), null, Duration.ZERO),
                submission("{}", null)));
        redis.commands().del(Keys.shard(broken, 0) + "queue:CRITICAL");
        assertThat(results)
                .extracting(each -> (Object) each.getClass())
                .containsExactly(
                        SubmitResult.Accepted.class, SubmitResult.Unavailable.class, SubmitResult.Accepted.class);
        assertThat(claim("node-a", 10).tasks()).hasSize(2);
    }

    @Test
    void moreCriticalTasksGoFirst() {
        queue.submit(List.of(
                submission(Criticality.SHEDDABLE, Duration.ZERO, null),
                submission(Criticality.CRITICAL, Duration.ZERO, null),
                submission(Criticality.CRITICAL_PLUS, Duration.ZERO, null)));

        List<Task> tasks = claim("node-a", 2).tasks();

        assertThat(tasks)
                .extracting(task -> task.spec().criticality())
                .containsExactlyInAnyOrder(Criticality.CRITICAL_PLUS, Criticality.CRITICAL);
    }

    @Test
    void aCriticalityThatIsNotAskedForStaysQueued() {
        accepted(submission(Criticality.SHEDDABLE, Duration.ZERO, null));

        Claimed claimed = client("node-a").claim(type, 10, List.of(Criticality.CRITICAL));

        assertThat(claimed.tasks()).isEmpty();
        assertThat(store.backlog(List.of(type)).get(type).queued()).containsEntry(Criticality.SHEDDABLE, 1L);
    }

    @Test
    void aDelayedTaskIsClaimedWhenItIsDueAndNotBefore() {
        accepted(submission(Criticality.CRITICAL, Duration.ofSeconds(60), null));

        now += 59_999;
        Claimed early = claim("node-a", 10);
        now += 1;
        Claimed due = claim("node-a", 10);

        assertThat(early.tasks()).isEmpty();
        assertThat(early.lookAgain()).contains(Duration.ofMillis(1));
        assertThat(due.tasks()).hasSize(1);
    }

    @Test
    void aTaskWhoseDeadlinePassedInTheQueueIsSettledWithoutRunning() {
        Task task = accepted(submission(Criticality.CRITICAL, Duration.ZERO, Duration.ofSeconds(3)));

        now += 3_000;
        Claimed claimed = claim("node-a", 10);

        assertThat(claimed.tasks()).isEmpty();
        assertThat(claimed.expired()).containsExactly(task.id());
        assertThat(store.find(task.id()).orElseThrow().failure().cause()).isEqualTo(Cause.DEADLINE);
    }

    @Test
    void junkInTheQueueIsDroppedAndNothingElseDisturbed() {
        Task task = accepted(submission("{}", null));
        redis.commands()
                .xadd(Keys.shard(type, 0) + "queue:CRITICAL", Map.of("i", "no such task"), XAddParams.xAddParams());

        Claimed claimed = claim("node-a", 10);

        assertThat(claimed.tasks()).extracting(Task::id).containsExactly(task.id());
        assertThat(redis.commands().xlen(Keys.shard(type, 0) + "queue:CRITICAL"))
                .isOne();
    }

    @Test
    void racingNodesClaimEachTaskOnce() throws Exception {
        queue.submit(IntStream.range(0, 2000)
                .mapToObj(i -> submission("{\"i\":" + i + "}", null))
                .toList());
        Set<TaskId> claimed = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<TaskId> twice = new ConcurrentLinkedQueue<>();
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String node = "node-" + i;
                nodes.submit(() -> {
                    List<Task> tasks;
                    do {
                        tasks = claim(node, 50).tasks();
                        tasks.stream()
                                .map(Task::id)
                                .filter(id -> !claimed.add(id))
                                .forEach(twice::add);
                    } while (!tasks.isEmpty());
                });
            }
        }

        assertThat(twice).isEmpty();
        assertThat(claimed).hasSize(2000);
    }

    @Test
    void theBellRingsForTasksOfOthersAndForCancels() throws Exception {
        Rings others = new Rings();
        Rings own = new Rings();
        TaskQueue another = new RedisTaskQueue(redis, new Random(99), TaskQueueConfig.DEFAULT);
        try (AutoCloseable bell = another.listen(others);
                AutoCloseable ownBell = queue.listen(own)) {
            for (int i = 0; i < 100 && (others.claimable.getCount() > 0 || own.canceled.getCount() > 0); i++) {
                store.cancel(accepted(submission("{}", null)).id());
                boolean unused = others.claimable.await(50, TimeUnit.MILLISECONDS);
            }

            assertThat(others.claimable.getCount())
                    .as("rings that are still awaited")
                    .isZero();
            assertThat(others.canceled.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(own.canceled.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(own.claimable.getCount())
                    .as("who submitted knows without a ring")
                    .isOne();
        }
    }

    private final class Rings implements TaskQueue.Listener {
        private final CountDownLatch claimable = new CountDownLatch(1);
        private final CountDownLatch canceled = new CountDownLatch(1);

        @Override
        public void claimable(String rung) {
            if (rung.equals(type)) {
                claimable.countDown();
            }
        }

        @Override
        public void canceled(TaskId id) {
            canceled.countDown();
        }
    }

    @Test
    void scriptsSurviveAFlushOfTheScriptCache() {
        redis.commands().scriptFlush();

        assertThat(submit(submission("{}", null))).isInstanceOf(SubmitResult.Accepted.class);
    }

    @Test
    void aRedisThatIsAwayIsSaidSo() {
        try (RedisConnection nobody = RedisConnection.open(
                URI.create("redis://127.0.0.1:1"),
                new RedisConnection.Clocks(InstantSource.system(), System::nanoTime, (_, _) -> {}))) {
            RedisTaskQueue away = new RedisTaskQueue(nobody, new Random(1), TaskQueueConfig.DEFAULT);

            assertThatThrownBy(() -> away.submit(List.of(submission("{}", null))))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("Redis did not take task type " + type);
        }
    }
}
