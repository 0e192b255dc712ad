package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;

/** What stands for a task, and for the time, in the tests of the routes. */
final class Fakes {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private Fakes() {}

    /** A task that has nothing but what every task has. */
    static Task bareTask(TaskState state) {
        return new Task(
                new TaskId("probe-noop.0.01KAQF5E0000000000000000AA"),
                state,
                new Task.Spec("probe-noop", "{}", Criticality.CRITICAL, 3, null, null, null),
                Task.Claim.NONE,
                new Task.Times(NOW, null, null, null, null, null),
                null,
                null,
                false);
    }

    static Task task(TaskState state) {
        return new Task(
                new TaskId("probe-noop.0.01KAQF5E0000000000000000AA"),
                state,
                new Task.Spec(
                        "probe-noop",
                        "{\"a\":1.50}",
                        Criticality.CRITICAL,
                        3,
                        "k-1",
                        null,
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                new Task.Claim(1, 7, "node-1", Tier.L1),
                new Task.Times(NOW, NOW.plusSeconds(30), null, NOW, NOW, NOW),
                new Task.Failure(Cause.THIRD_PARTY, "no answer"),
                "{\"ok\":true}",
                false);
    }
}
