package io.spillway.executor.probe;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;

/** Succeeds at once: what the pipeline itself costs. */
final class NoopHandler implements TaskHandler<Noop> {

    private static final TaskType<Noop> TYPE = TaskType.of("probe-noop", Noop.class);

    @Override
    public TaskType<Noop> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Noop payload) {
        return Outcome.succeeded();
    }
}
