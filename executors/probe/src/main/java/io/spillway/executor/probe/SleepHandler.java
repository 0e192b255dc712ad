package io.spillway.executor.probe;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.time.Duration;
import java.util.Map;

/** Holds a worker for as long as the payload says: a stand-in for slow work. */
final class SleepHandler implements TaskHandler<Sleep> {

    /** The longest sleep that a payload may ask for, and a minute in the queue. */
    private static final TaskType<Sleep> TYPE =
            TaskType.of("probe-sleep", Sleep.class).withTimeout(Duration.ofMinutes(11));

    @Override
    public TaskType<Sleep> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Sleep payload) throws InterruptedException {
        context.cancellation().throwIfCanceled();
        Thread.sleep(payload.millis());
        return Outcome.succeeded(Map.of("sleptMillis", payload.millis()));
    }
}
