package io.spillway.system.fallback;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Its tasks say who served them. */
public final class FallbackPlugin implements ExecutorPlugin {

    public static final String TYPE = "with-fallback";

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        return List.of(new Handler());
    }

    /** Nothing: all tasks are the same. */
    public record Payload() {}

    private static final class Handler implements TaskHandler<Payload> {

        @Override
        public TaskType<Payload> type() {
            return TaskType.of(TYPE, Payload.class);
        }

        @Override
        public Outcome handle(TaskContext context, Payload payload) {
            return Outcome.succeeded(Map.of("by", "handler"));
        }

        @Override
        public Optional<Outcome> fallback(TaskContext context, Payload payload, Tier tier) {
            return Optional.of(Outcome.succeeded(Map.of("by", "fallback of " + tier)));
        }
    }
}
