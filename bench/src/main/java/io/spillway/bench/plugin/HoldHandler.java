package io.spillway.bench.plugin;

import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs one task at a time and never ends it, so that all others stay in the queue. */
final class HoldHandler implements TaskHandler<Text> {

    @Override
    public TaskType<Text> type() {
        return TaskType.of("bench-hold", Text.class)
                .withTimeout(Duration.ofHours(1))
                .withLimits(Limits.NONE.withPerNode(1));
    }

    @Override
    public Outcome handle(TaskContext context, Text payload) throws InterruptedException {
        new CountDownLatch(1).await();
        return Outcome.succeeded();
    }
}
