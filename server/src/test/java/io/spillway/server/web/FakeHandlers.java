package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Pause;
import io.spillway.plugin.api.Retries;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One type, {@code probe-noop}, whose handler derives a key from payloads that have {@code "derived"} in them. */
public final class FakeHandlers implements HandlerRegistry {

    @Override
    public Optional<RegisteredHandler> find(String type) {
        return all().stream()
                .filter(handler -> handler.type().name().equals(type))
                .findFirst();
    }

    @Override
    public List<RegisteredHandler> all() {
        return List.of(new RegisteredHandler() {
            @Override
            public boolean hasFallback() {
                return false;
            }

            @Override
            public TaskType<?> type() {
                return TaskType.of("probe-noop", Noop.class)
                        .withRetries(Retries.DEFAULT
                                .withPauses(Cause.THIRD_PARTY, Pause.of(Duration.ofMillis(50), Duration.ofMillis(10)))
                                .withTotalTime(Duration.ofHours(2)))
                        .withLimits(io.spillway.plugin.api.Limits.NONE
                                .withPerNode(4)
                                .withPerSecond(0.5));
            }

            @Override
            public String pluginId() {
                return "probe";
            }

            @Override
            public String pluginVersion() {
                return "0.1";
            }

            @Override
            public Reading read(String payload) {
                return new Reading.Accepted(
                        payload,
                        payload.contains("derived") ? Optional.of("from-payload") : Optional.empty(),
                        Optional.empty());
            }

            @Override
            public Outcome handle(TaskContext context, String payload) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) {
                throw new UnsupportedOperationException();
            }
        });
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        return () -> {};
    }

    private record Noop(String a) {}
}
