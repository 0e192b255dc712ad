package io.spillway.executor.probe;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.util.Map;

/** Fails as the payload says: what retries, dead letters and alerts are tried with. */
final class FailHandler implements TaskHandler<Fail> {

    private static final TaskType<Fail> TYPE = TaskType.of("probe-fail", Fail.class);

    @Override
    public TaskType<Fail> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Fail payload) {
        if (context.attempt() > payload.times().orElse(Integer.MAX_VALUE)) {
            return Outcome.succeeded(Map.of("attempt", context.attempt()));
        }
        Cause cause = payload.parsedCause();
        String message = payload.message().orElse("failed on request, attempt " + context.attempt());
        return cause.isRetryable() ? Outcome.retry(cause, message) : Outcome.failed(cause, message);
    }
}
