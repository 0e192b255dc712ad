package io.spillway.system.faults.plugin;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.time.Duration;

/** Does what a handler must not do. */
final class EvilHandler implements TaskHandler<Evil> {

    private static final TaskType<Evil> TYPE =
            TaskType.of("evil", Evil.class).withTimeout(Duration.ofMinutes(1)).withMaxAttempts(3);

    @Override
    public TaskType<Evil> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Evil evil) throws Exception {
        return Misdeed.named(evil.how()).commit(Duration.ofMillis(evil.millis()));
    }
}
