package io.spillway.server.engine;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Tasks as a claim brings them, for tests without a queue. */
final class ClaimedTasks {

    private ClaimedTasks() {}

    /** @param number below 1,000: its id goes by it, and its fence is it */
    static Task task(String type, int number) {
        return new Task(
                TaskId.of(type, 0, "01M8CH6WW5J3YVCY1918CFC" + String.format("%03d", number)),
                TaskState.RUNNING,
                new Task.Spec(type, "{}", Criticality.CRITICAL, 3, null, null, null),
                new Task.Claim(1, number, "node", null),
                new Task.Times(Instant.EPOCH, null, null, Instant.EPOCH, Instant.EPOCH, null),
                null,
                null,
                false);
    }

    static List<Task> tasks(String type, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number -> task(type, number))
                .toList();
    }
}
