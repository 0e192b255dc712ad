package io.spillway.server;

import io.spillway.server.pool.LoadMeter;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells the pool's meter of tasks. What comes is what was accepted here; what other nodes accepted, and each retry, is seen
 * when it begins.
 */
record TaskLoad(LoadMeter meter) implements TaskEvent.Listener {

    @Override
    public void on(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted submitted -> {
                if (submitted.result() == TaskEvent.Submitted.Result.ACCEPTED) {
                    meter.arrived();
                }
            }
            case TaskEvent.Started started -> meter.began(started.queued());
            case TaskEvent.AttemptEnded ended -> meter.ended(waited(ended.task()), ended.took());
            case TaskEvent.Slowed _,
                    TaskEvent.HeldBack _,
                    TaskEvent.Shed _,
                    TaskEvent.Finished _,
                    TaskEvent.LeaseLost _,
                    TaskEvent.StaleSettlement _ -> {}
        }
    }

    private static Duration waited(Task task) {
        Instant due = task.dueAt() == null ? task.createdAt() : task.dueAt();
        return task.startedAt() == null ? Duration.ZERO : Duration.between(due, task.startedAt());
    }
}
