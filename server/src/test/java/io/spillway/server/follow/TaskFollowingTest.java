package io.spillway.server.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.redis.QueueClient;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What followers hear of tasks in a real Redis. Time passes only where a test says so. */
final class TaskFollowingTest {

    private static final TaskId NOBODY = new TaskId("follow-0.0.01KAQF5E0000000000000000ZZ");

    private static RealRedis server;
    private static RedisConnection redis;
    private static int types;

    private final String type = "follow-" + types++;
    private final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);
    private final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    private final QueueClient node = new QueueClient(queue, "node-b", Duration.ofSeconds(10));
    private long nanos;
    private final TaskFollowing following = new TaskFollowing(store, () -> nanos);

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
    void theFirstLookTellsTheTaskAsItIs() throws Exception {
        Task task = submit(Duration.ZERO);
        try (Follower follower = following.follow(task.id())) {
            following.runOnce();

            assertThat(state(follower)).contains(TaskState.PENDING);
            assertThat(state(follower)).isEmpty();
        }
    }

    @Test
    void whatAnotherNodeDoesIsSeenAtTheNextLookAtAll() throws Exception {
        Task task = submit(Duration.ZERO);
        try (Follower follower = following.follow(task.id())) {
            look(TaskFollowing.LOOK);
            state(follower);

            Task claimed = node.claim(type, 1).tasks().getFirst();
            look(TaskFollowing.LOOK);
            Optional<TaskState> running = state(follower);
            node.settle(new Settlement(claimed.id(), claimed.fence(), new Settlement.Next.Succeeded("{\"n\":1}")));
            look(TaskFollowing.LOOK);
            Optional<TaskState> ended = state(follower);

            assertThat(running).contains(TaskState.RUNNING);
            assertThat(ended).contains(TaskState.SUCCEEDED);
        }
    }

    @Test
    void whatThisNodeDoesIsSeenAtOnce() throws Exception {
        Task task = submit(Duration.ZERO);
        Task other = submit(Duration.ZERO);
        try (Follower follower = following.follow(task.id());
                Follower bystander = following.follow(other.id())) {
            look(TaskFollowing.LOOK);
            state(follower);
            state(bystander);

            store.cancel(task.id());
            store.cancel(other.id());
            following.on(new TaskEvent.Finished(task.id(), TaskOutcome.CANCELED, Duration.ZERO, null, null));
            look(Duration.ZERO);

            assertThat(state(follower)).contains(TaskState.CANCELED);
            assertThat(state(bystander)).isEmpty();
        }
    }

    @Test
    void nobodyIsToldTwiceOfWhatHasNotChanged() throws Exception {
        Task task = submit(Duration.ofMinutes(5));
        try (Follower follower = following.follow(task.id())) {
            look(TaskFollowing.LOOK);
            state(follower);

            look(TaskFollowing.LOOK);
            look(TaskFollowing.LOOK);

            assertThat(state(follower)).isEmpty();
        }
    }

    @Test
    void whoIsSlowHearsOfTheLatestOnly() throws Exception {
        Task task = submit(Duration.ZERO);
        try (Follower follower = following.follow(task.id())) {
            look(TaskFollowing.LOOK);
            Task claimed = node.claim(type, 1).tasks().getFirst();
            look(TaskFollowing.LOOK);
            node.settle(new Settlement(claimed.id(), claimed.fence(), new Settlement.Next.Succeeded("{}")));
            look(TaskFollowing.LOOK);

            assertThat(state(follower)).contains(TaskState.SUCCEEDED);
            assertThat(state(follower)).isEmpty();
        }
    }

    @Test
    void manyFollowOneTaskAndManyTasksAreLookedAtInOneGo() throws Exception {
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Task task = submit(Duration.ZERO);
            followers.add(following.follow(task.id()));
            followers.add(following.follow(task.id()));
        }

        look(TaskFollowing.LOOK);

        for (Follower follower : followers) {
            assertThat(state(follower)).contains(TaskState.PENDING);
            follower.close();
        }
        assertThat(following.count()).isZero();
    }

    @Test
    void whoFollowsNothingIsTold() throws Exception {
        try (Follower follower = following.follow(NOBODY)) {
            look(TaskFollowing.LOOK);

            assertThat(follower.await(Duration.ZERO)).contains(new Follower.News.Gone());
        }
    }

    @Test
    void knowsTheTimeByTheClockOfTheQueue() throws Exception {
        Task task = submit(Duration.ofSeconds(60));
        assertThat(following.queueTime()).isEmpty();
        try (Follower _ = following.follow(task.id())) {
            look(TaskFollowing.LOOK);
            nanos += Duration.ofSeconds(20).toNanos();

            assertThat(Duration.between(following.queueTime().orElseThrow(), task.dueAt()))
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
        }
    }

    private void look(Duration later) throws InterruptedException {
        nanos += later.toNanos();
        following.runOnce();
    }

    private static Optional<TaskState> state(Follower follower) throws InterruptedException {
        return follower.await(Duration.ZERO).map(news -> switch (news) {
            case Follower.News.Changed(Task task) -> task.state();
            case Follower.News.Gone() -> throw new AssertionError("the task is there");
        });
    }

    private Task submit(Duration delay) {
        Task.Spec spec = new Task.Spec(type, "{}", Criticality.CRITICAL, 3, null, null, null);
        return ((SubmitResult.Accepted)
                        queue.submit(List.of(new Submission(spec, null, delay))).getFirst())
                .task();
    }
}
