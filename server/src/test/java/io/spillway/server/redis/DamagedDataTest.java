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
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in Redis is not trusted: one broken task must hold up nothing, and keep nobody else's. */
final class DamagedDataTest {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static RealRedis server;
    private static RedisConnection redis;
    private static int types;

    private final String type = "damaged-" + types++;
    private long now = 1_700_000_000_000L;
    private final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(7), TaskQueueConfig.DEFAULT, () -> now);
    private final QueueClient client = new QueueClient(queue, "node", LEASE);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STATE",
                "PLACE",
                "CAUSE",
                "TIER",
                "ATTEMPT",
                "FENCE",
                "DUE",
                "STARTED",
                "NOTE",
                "ENTRY",
                "NODE",
                "DEADLINE",
                "CREATED",
                "CRITICALITY",
                "TRIES",
                "TIMEOUT",
                "KEY",
                "LANE",
                "TRACE",
                "PAYLOAD",
                "short",
                "whole"
            })
    void aBrokenTaskHoldsUpNoneOfTheOthersAndIsGivenUp(String field) {
        List<Task> good = new ArrayList<>(List.of(accepted()));
        Task broken = accepted();
        good.add(accepted());
        damage(broken, field);

        List<Task> claimed = new ArrayList<>(claim().tasks());
        List<Settlement.Result> settled =
                client.settle(claimed.stream().map(task -> settlement(task)).toList());
        for (int i = 0; i < 5; i++) {
            now += LEASE.toMillis();
            queue.recover(type, 100);
            claim();
        }

        assertThat(claimed)
                .extracting(Task::id)
                .containsAll(good.stream().map(Task::id).toList());
        assertThat(settled).doesNotContain(Settlement.Result.STALE);
        assertThat(good)
                .allSatisfy(task ->
                        assertThat(store.find(task.id()).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED));
        assertThat(store.list(new TaskStore.Query(type, null, null, 10)).tasks())
                .extracting(Task::id)
                .containsAll(good.stream().map(Task::id).toList());
        TaskStore.Backlog backlog = store.backlog(List.of(type)).get(type);
        assertThat(backlog.running()).isZero();
        assertThat(backlog.queued()).allSatisfy((_, count) -> assertThat(count).isZero());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STATE",
                "PLACE",
                "CAUSE",
                "ATTEMPT",
                "FENCE",
                "DUE",
                "NOTE",
                "ENTRY",
                "NODE",
                "DEADLINE",
                "CREATED",
                "CRITICALITY",
                "TRIES",
                "KEY",
                "LANE",
                "PAYLOAD",
                "short",
                "whole"
            })
    void aTaskThatBreaksWhileItRunsHoldsUpNoSettlement(String field) {
        accepted();
        accepted();
        List<Task> claimed = claim().tasks();
        damage(claimed.getFirst(), field);

        Map<Lease, TaskQueue.Loss> lost = queue.renew(
                "node",
                claimed.stream().map(task -> new Lease(task.id(), task.fence())).toList(),
                LEASE);
        List<Settlement.Result> settled =
                client.settle(claimed.stream().map(task -> settlement(task)).toList());

        assertThat(lost.keySet())
                .noneMatch(lease -> lease.id().equals(claimed.getLast().id()));
        assertThat(settled.getLast()).isEqualTo(Settlement.Result.SETTLED);
    }

    @Test
    void aTypeThatCantBeCountedHidesNoOther() {
        accepted();
        String broken = type + "-broken";
        redis.commands().set(Keys.shard(broken, 0) + "queue:" + Criticality.CRITICAL, "no stream");

        Map<String, TaskStore.Backlog> backlogs = store.backlog(List.of(broken, type));

        assertThat(backlogs).containsOnlyKeys(type);
        assertThat(backlogs.get(type).waiting()).isOne();
        assertThatThrownBy(() -> store.backlog(List.of(broken))).isInstanceOf(QueueUnavailableException.class);
    }

    @Test
    void onlyTheTypesThatAreAskedForAreCounted() {
        accepted();

        assertThat(store.backlog(List.of("never-submitted"))).containsOnlyKeys("never-submitted");
    }

    @Test
    void anIdempotencyKeyWhoseTaskIsBrokenTakesANewOne() {
        Task.Spec spec = new Task.Spec(type, "{}", Criticality.CRITICAL, 2, "order-1", null, null);
        Submission submission = new Submission(spec, null, Duration.ZERO);
        Task first = ((SubmitResult.Accepted) queue.submit(List.of(submission)).getFirst()).task();
        damage(first, "whole");

        SubmitResult second = queue.submit(List.of(submission)).getFirst();

        assertThat(second).isInstanceOf(SubmitResult.Accepted.class);
    }

    @Test
    void askedAgainForTheSameEndASettlementSaysTheSame() {
        accepted();
        accepted();
        accepted();
        List<Task> claimed = claim().tasks();
        Task.Failure away = new Task.Failure(Cause.THIRD_PARTY, "away");
        List<Settlement> settlements = List.of(
                settlement(claimed.get(0)),
                new Settlement(claimed.get(1).id(), claimed.get(1).fence(), new Settlement.Next.Failed(away)),
                new Settlement(
                        claimed.get(2).id(),
                        claimed.get(2).fence(),
                        new Settlement.Next.Again(away, Duration.ofSeconds(1))));

        List<Settlement.Result> first = client.settle(settlements);
        List<Settlement.Result> again = client.settle(settlements);
        List<Settlement.Result> other = client.settle(
                settlements.reversed().stream().map(each -> failed(each)).toList());

        assertThat(first).containsOnly(Settlement.Result.SETTLED);
        assertThat(again).containsOnly(Settlement.Result.SETTLED);
        assertThat(other).containsOnly(Settlement.Result.STALE);
    }

    @Test
    void aTaskThatWasCreatedLongAgoIsListedFromItsEndOn() {
        accepted();
        now += TaskQueueConfig.DEFAULT.deadLetterRetention().multipliedBy(2).toMillis();
        Task late = claim().tasks().getFirst();

        client.settle(List.of(failed(settlement(late))));

        assertThat(store.list(new TaskStore.Query(type, TaskState.FAILED, null, 10))
                        .tasks())
                .extracting(Task::id)
                .containsExactly(late.id());
    }

    @Test
    void theListOfEndedTasksGoesWithTheLastOfThem() {
        accepted();

        client.settle(List.of(settlement(claim().tasks().getFirst())));

        assertThat(redis.commands().pttl(Keys.shard(type, 0) + "done:SUCCEEDED"))
                .isBetween(1L, TaskQueueConfig.DEFAULT.retention().toMillis());
    }

    @Test
    void afterARestartOfRedisNoMoreThanOneCallerMeetsItsOldConnections() throws Exception {
        try (RealRedis own = RealRedis.start();
                RedisConnection connection = own.connect()) {
            Thread[] callers = new Thread[8];
            for (int i = 0; i < callers.length; i++) {
                callers[i] =
                        Thread.ofPlatform().start(() -> connection.commands().blpop(0.3, "nothing"));
            }
            for (Thread each : callers) {
                each.join();
            }
            own.kill();
            own.startAgain();

            int failed = 0;
            for (int i = 0; i < 8; i++) {
                failed += connection.problem().isPresent() ? 1 : 0;
            }

            assertThat(failed).isLessThanOrEqualTo(1);
        }
    }

    private void damage(Task task, String part) {
        String key = Keys.task(task.id());
        switch (part) {
            case "whole" -> {
                redis.commands().del(key);
                redis.commands().hset(key, "st", "no string");
            }
            case "short" -> redis.commands().set(key, "Pq---001");
            default -> {
                Part damaged = Part.valueOf(part);
                redis.commands().setrange(key, damaged.from(), "?".repeat(damaged.width()));
            }
        }
    }

    private Task accepted() {
        Task.Spec spec = new Task.Spec(type, "{}", Criticality.CRITICAL, 2, null, null, null);
        return ((SubmitResult.Accepted) queue.submit(List.of(new Submission(spec, null, Duration.ZERO)))
                        .getFirst())
                .task();
    }

    private Claimed claim() {
        return client.claim(type, 10);
    }

    private static Settlement settlement(Task task) {
        return new Settlement(task.id(), task.fence(), new Settlement.Next.Succeeded("{}"));
    }

    private static Settlement failed(Settlement settlement) {
        return new Settlement(
                settlement.id(),
                settlement.fence(),
                new Settlement.Next.Failed(new Task.Failure(Cause.BUG, "something else")));
    }
}
