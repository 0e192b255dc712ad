package io.spillway.executor.probe;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.util.random.RandomGenerator;

/**
 * Healthy, slow or failing, as the payload says: the one type that a drill makes fail. Its failures are final at once, so
 * that the share that was asked for is the share that is counted.
 */
final class CanaryHandler implements TaskHandler<Canary> {

    private static final TaskType<Canary> TYPE = TaskType.of("probe-canary", Canary.class);

    private final RandomGenerator random;

    CanaryHandler(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public TaskType<Canary> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Canary payload) throws InterruptedException {
        context.cancellation().throwIfCanceled();
        Thread.sleep(payload.millis().orElse(0L));
        return random.nextDouble() < payload.fail().orElse(0.0)
                ? Outcome.failed(Cause.INVALID, "failed on purpose: a drill asked for it")
                : Outcome.succeeded();
    }
}
