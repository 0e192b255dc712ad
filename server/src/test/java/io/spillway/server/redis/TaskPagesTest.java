package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tasks of a type, page by page. */
final class TaskPagesTest extends SharedRedisScene {

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
            node.settle(QueueScene.succeeded(task));
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
}
