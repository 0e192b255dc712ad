package io.spillway.server.telemetry;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Tasks for tests. */
final class Tasks {

    private Tasks() {}

    static Task running(String type, @Nullable String traceparent) {
        Instant created = Instant.parse("2026-11-23T08:00:00Z");
        return new Task(
                id(type),
                TaskState.RUNNING,
                new Task.Spec(type, "{}", Criticality.CRITICAL, 3, null, null, traceparent),
                new Task.Claim(2, 17, "node-1", null),
                new Task.Times(created, created.plusSeconds(30), null, created, created, null),
                null,
                null,
                false);
    }

    static TaskId id(String type) {
        return new TaskIds(() -> 1_763_900_000_000L, new Random(1)).next(type, 0);
    }
}
