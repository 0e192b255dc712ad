package io.spillway.server.telemetry;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
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
                new Task.Spec(type, "{}", Criticality.CRITICAL, 3, null, traceparent),
                2,
                17,
                created,
                created.plusSeconds(30),
                null,
                created,
                null,
                "node-1",
                null,
                null,
                null);
    }

    static TaskId id(String type) {
        return TaskId.create(type, 0, 1_763_900_000_000L, new Random(1));
    }
}
