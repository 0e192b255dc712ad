package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Submits and claims plain tasks, through one connection. */
final class PlainTasks {

    private final RedisTaskQueue queue;
    private final RedisTaskStore store;

    PlainTasks(RedisConnection redis) {
        this.queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        this.store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    }

    RedisTaskStore store() {
        return store;
    }

    List<TaskId> submit(String type, int count) {
        Task.Spec spec = new Task.Spec(type, "{}", Criticality.CRITICAL, 3, null, null, null);
        return queue
                .submit(IntStream.range(0, count)
                        .mapToObj(_ -> new Submission(spec, null, Duration.ZERO))
                        .toList())
                .stream()
                .map(result -> ((SubmitResult.Accepted) result).task().id())
                .toList();
    }

    /** One, or none where Redis did not take it. */
    List<TaskId> tryToSubmit(String type) {
        try {
            return submit(type, 1);
        } catch (QueueUnavailableException e) {
            return List.of();
        }
    }

    /** As many as one claim may have. */
    List<TaskId> claim(String type) {
        return new QueueClient(queue, "node", Duration.ofMinutes(1))
                .claim(type, 256).tasks().stream().map(Task::id).toList();
    }
}
