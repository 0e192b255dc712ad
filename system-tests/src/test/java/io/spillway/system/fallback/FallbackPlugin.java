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
import java.util.concurrent.atomic.AtomicInteger;

/** Its tasks say who served them, and how many of them then ran. */
public final class FallbackPlugin implements ExecutorPlugin {

    public static final String TYPE = "with-fallback";

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        return List.of(new Handler());
    }

    /** @param millis how long the work takes */
    public record Payload(long millis) {}

    private static final class Handler implements TaskHandler<Payload> {

        private final AtomicInteger running = new AtomicInteger();

        @Override
        public TaskType<Payload> type() {
            return TaskType.of(TYPE, Payload.class);
        }

        @Override
        public Outcome handle(TaskContext context, Payload payload) throws InterruptedException {
            int now = running.incrementAndGet();
            try {
                Thread.sleep(payload.millis());
                return Outcome.succeeded(Map.of("by", "handler", "running", now));
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public Optional<Outcome> fallback(TaskContext context, Payload payload, Tier tier) {
            return Optional.of(Outcome.succeeded(Map.of("by", "fallback of " + tier)));
        }
    }
}
