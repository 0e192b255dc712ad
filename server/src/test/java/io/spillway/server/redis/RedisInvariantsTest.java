package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadGroupParams;

final class RedisInvariantsTest {

    private static final String SHARD = Keys.shard("walk", 0);
    private static final String QUEUE = SHARD + "queue:CRITICAL";

    private RealRedis server;
    private RedisConnection redis;
    private RedisTaskQueue queue;
    private List<Task> tasks;

    /** Tasks in every state: queued, delayed, running, waiting for a retry, succeeded, failed, canceled. */
    @BeforeEach
    void fill() {
        server = RealRedis.start();
        redis = server.connect();
        queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        tasks = queue
                .submit(IntStream.range(0, 3000)
                        .mapToObj(i -> new Submission(
                                new Task.Spec("walk", "{}", Criticality.CRITICAL, 3, null, null, null),
                                null,
                                i % 10 == 0 ? Duration.ofHours(1) : Duration.ZERO))
                        .toList())
                .stream()
                .map(result -> ((SubmitResult.Accepted) result).task())
                .toList();
        QueueClient node = new QueueClient(queue, "node", Duration.ofMinutes(1));
        List<Task> claimed = node.claim("walk", 100).tasks();
        Task.Failure failure = new Task.Failure(Cause.DATABASE, "away");
        node.settle(List.of(
                settlement(claimed.get(0), new Settlement.Next.Succeeded("{}")),
                settlement(claimed.get(1), new Settlement.Next.Failed(failure)),
                settlement(claimed.get(2), new Settlement.Next.Again(failure, Duration.ofHours(1))),
                settlement(claimed.get(3), new Settlement.Next.HandBack())));
        new RedisTaskStore(redis, TaskQueueConfig.DEFAULT).cancel(claimed.get(4).id());
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        server.close();
    }

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(walk()).isEqualTo(Map.of("nowhere", 0L, "twice", 0L, "ended", 0L));
    }

    @Test
    void findsATaskThatNoListHolds() {
        String delayed = tasks.getFirst().id().ulid();
        redis.commands().zrem(SHARD + "delayed:CRITICAL", delayed);

        assertThat(walk()).containsEntry("nowhere", 1L);
    }

    @Test
    void findsATaskThatTwoListsHold() {
        redis.commands()
                .zadd(SHARD + "delayed:CRITICAL", 1e15, tasks.getLast().id().ulid());

        assertThat(walk()).containsEntry("twice", 1L);
    }

    @Test
    void findsAnEndedTaskThatIsStillLeased() {
        String succeeded =
                redis.commands().zrange(SHARD + "done:SUCCEEDED", 0, 0).getFirst();
        redis.commands().zadd(SHARD + "leases", 1e15, succeeded);

        assertThat(walk()).containsEntry("ended", 1L);
    }

    @Test
    void findsAQueuedTaskThatNoClaimWouldComeTo() {
        List<String> taken = take(10);

        assertThat(walk()).containsEntry("nowhere", 10L);
        assertThat(walk()).isEqualTo(Map.of("nowhere", 0L, "twice", 0L, "ended", 0L));

        QueueClient node = new QueueClient(queue, "node", Duration.ofMinutes(1));
        List<String> claimed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            node.claim("walk", 10).tasks().forEach(task -> claimed.add(task.id().ulid()));
        }
        assertThat(claimed)
                .as("those that were put back are due before all others")
                .containsAll(taken);
    }

    @Test
    void clearsAwayWhatIsLeftBesideATaskThatWaitsInItsPlace() {
        String id = take(1).getFirst();
        String entry = redis.commands().xrange(QUEUE, "-", "+", 200).stream()
                .filter(each -> each.getFields().containsValue(id))
                .findFirst()
                .orElseThrow()
                .getID()
                .toString();
        redis.commands().zadd(SHARD + "delayed:CRITICAL", 1e15, id);
        redis.commands().setrange(SHARD + "task:" + id, 1, "d");

        assertThat(walk()).containsEntry("twice", 1L);
        assertThat(walk()).containsEntry("twice", 0L);
        assertThat(redis.commands().xrange(QUEUE, entry, entry)).isEmpty();
        assertThat(redis.commands().zscore(SHARD + "delayed:CRITICAL", id)).isNotNull();
    }

    @Test
    void goesOnPastATaskWhoseEntryIsNone() {
        String damaged = tasks.getLast().id().ulid();
        redis.commands().setrange(SHARD + "task:" + damaged, 82, "99999999999999999999-0  ");

        assertThat(walk()).containsEntry("nowhere", 1L);
    }

    /** Delivers so many to nobody; their ids. */
    private List<String> take(int count) {
        return redis
                .commands()
                .xreadGroup(
                        "workers",
                        "somebody",
                        XReadGroupParams.xReadGroupParams().count(count),
                        Map.of(QUEUE, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
                .getFirst()
                .getValue()
                .stream()
                .flatMap(each -> each.getFields().values().stream())
                .toList();
    }

    private Map<String, Long> walk() {
        RedisInvariants invariants = new RedisInvariants(redis);
        for (int i = 0; i < 100; i++) {
            Optional<Map<String, Long>> counts = invariants.step();
            if (counts.isPresent()) {
                return counts.get();
            }
        }
        throw new AssertionError("the walk does not end");
    }

    private static Settlement settlement(Task task, Settlement.Next next) {
        return new Settlement(task.id(), task.fence(), next);
    }
}
