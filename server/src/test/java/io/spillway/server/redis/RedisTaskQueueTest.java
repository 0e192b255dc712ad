package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Lease;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.params.XAddParams;

final class RedisTaskQueueTest {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static RealRedis server;
    private static RedisConnection redis;
    private static int types;

    private final String type = "queue-" + types++;
    private long now = 1_700_000_000_000L;
    private final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(7), TaskQueueConfig.DEFAULT, () -> now);
    private final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT, () -> now);

    @BeforeAll
    static void start() {
        server = RealRedis.start();
        redis = server.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        server.close();
    }

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
    void anotherNodeOrAnOlderClaimCanNotSettle() {
        accepted(submission("{}", null));
        Task first = claim("node-a", 1).tasks().getFirst();
        now += LEASE.toMillis();
        queue.recover(type, 10).tasks();
        Task second = claim("node-b", 1).tasks().getFirst();

        List<Settlement.Result> results = new ArrayList<>();
        results.addAll(client("node-a").settle(List.of(succeeded(first))));
        results.addAll(client("node-a").settle(List.of(succeeded(second))));
        results.addAll(client("node-b").settle(List.of(succeeded(first))));
        results.addAll(client("node-b").settle(List.of(succeeded(second))));

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

        client("node-a").settle(List.of(again(task, Duration.ofMillis(150))));
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
        client("node-a").settle(List.of(succeeded(task)));

        String shard = Keys.shard(type, 0);

        assertThat(redis.commands().pttl(Keys.task(task.id()))).isPositive();
        assertThat(redis.commands().pttl(shard + "key:order-10")).isPositive();
        assertThat(redis.commands().xlen(shard + "queue:CRITICAL")).isZero();
        assertThat(redis.commands().zcard(shard + "leases")).isZero();
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
    void pagesHoldEveryTaskOnceNewestFirst() {
        List<TaskId> ids = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            now += 10;
            ids.addFirst(accepted(submission("{\"i\":" + i + "}", null)).id());
        }
        claim("node-a", 5);

        List<TaskId> listed = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            TaskStore.Page page = store.list(new TaskStore.Query(type, null, cursor, 7));
            page.tasks().forEach(task -> listed.add(task.id()));
            cursor = page.next();
        } while (cursor != null && listed.size() < 100);

        assertThat(listed).isEqualTo(ids);
    }

    @Test
    void pagesHoldEveryTaskOfALargeBatchOnce() {
        // On the clock of Redis, which the entries of its streams carry in any case.
        RedisTaskQueue real = new RedisTaskQueue(redis, new Random(9), TaskQueueConfig.DEFAULT);
        RedisTaskStore stored = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
        List<TaskId> ids = new ArrayList<>();
        for (int batch = 0; batch < 3; batch++) {
            real.submit(IntStream.range(0, 1000)
                            .mapToObj(i -> submission("{}", null))
                            .toList())
                    .forEach(result ->
                            ids.add(((SubmitResult.Accepted) result).task().id()));
        }
        QueueClient node = new QueueClient(real, "node-a", LEASE);
        for (Task task : node.claim(type, 256).tasks()) {
            node.settle(succeeded(task));
        }

        List<TaskId> listed = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            TaskStore.Page page = stored.list(new TaskStore.Query(type, null, cursor, 50));
            page.tasks().forEach(task -> listed.add(task.id()));
            cursor = page.next();
        } while (cursor != null && listed.size() < 4000);

        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aCursorThatIsNoneIsRefused() {
        assertThatThrownBy(() -> store.list(new TaskStore.Query(type, null, "zzz", 7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'zzz' is no cursor");
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

    private Task accepted(Submission submission) {
        return ((SubmitResult.Accepted) submit(submission)).task();
    }

    private SubmitResult submit(Submission submission) {
        return queue.submit(List.of(submission)).getFirst();
    }

    private Submission submission(String payload, @Nullable String key) {
        return new Submission(
                new Task.Spec(type, payload, Criticality.CRITICAL, 3, key, null, null), null, Duration.ZERO);
    }

    private Submission submission(Criticality criticality, Duration delay, @Nullable Duration timeout) {
        return new Submission(new Task.Spec(type, "{}", criticality, 3, null, null, null), timeout, delay);
    }

    private Claimed claim(String node, int max) {
        return client(node).claim(type, max);
    }

    private QueueClient client(String node) {
        return new QueueClient(queue, node, LEASE);
    }

    private static Settlement succeeded(Task task) {
        return new Settlement(task.id(), task.fence(), new Settlement.Next.Succeeded("{}"));
    }

    private static Settlement again(Task task, Duration delay) {
        return new Settlement(
                task.id(), task.fence(), new Settlement.Next.Again(new Task.Failure(Cause.THIRD_PARTY, "away"), delay));
    }
}
