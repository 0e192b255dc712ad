package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every script of the queue runs on the Redis that the server brings, which is older than an installed one. */
final class BundledRedisTest {

    @Test
    void runsAWholeLife() throws Exception {
        try (RealRedis server = RealRedis.startBundled();
                RedisConnection redis = server.connect()) {
            RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
            QueueClient node = new QueueClient(queue, "node", Duration.ofSeconds(5));
            RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
            Task.Spec spec = new Task.Spec("life", "{}", Criticality.CRITICAL, 3, "key", null, null);

            SubmitResult submitted = queue.submit(List.of(new Submission(spec, null, Duration.ZERO)))
                    .getFirst();
            assertThat(submitted).isInstanceOf(SubmitResult.Accepted.class);
            assertThat(store.backlog(List.of("life")).get("life").queued()).containsEntry(Criticality.CRITICAL, 1L);
            Task first = node.claim("life", 1).tasks().getFirst();
            assertThat(queue.renew("node", List.of(new Lease(first.id(), first.fence())), Duration.ofSeconds(5)))
                    .isEmpty();
            node.settle(new Settlement(
                    first.id(),
                    first.fence(),
                    new Settlement.Next.Again(new Task.Failure(Cause.DATABASE, "away"), Duration.ZERO)));
            Task second = node.claim("life", 1).tasks().getFirst();
            node.settle(new Settlement(second.id(), second.fence(), new Settlement.Next.Succeeded("{}")));

            assertThat(queue.recover("life", 10).tasks()).isEmpty();
            assertThat(store.list(new TaskStore.Query("life", TaskState.SUCCEEDED, null, 10))
                            .tasks())
                    .extracting(Task::attempt)
                    .containsExactly(2);
        }
    }
}
