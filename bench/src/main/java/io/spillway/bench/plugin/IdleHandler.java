package io.spillway.bench.plugin;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;

/** A type that is there to have series. */
final class IdleHandler implements TaskHandler<Text> {

    private final TaskType<Text> type;

    IdleHandler(String name) {
        this.type = TaskType.of(name, Text.class);
    }

    @Override
    public TaskType<Text> type() {
        return type;
    }

    @Override
    public Outcome handle(TaskContext context, Text payload) {
        return Outcome.succeeded();
    }
}
