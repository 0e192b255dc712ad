package io.spillway.server.engine;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A handler whose work is a lambda of the test, and the registry that holds it alone. */
record ScriptedHandler(TaskType<?> type, Work work) implements RegisteredHandler, HandlerRegistry {

    record Nothing() {}

    @FunctionalInterface
    interface Work {
        Outcome run(TaskContext context) throws Exception;
    }

    static ScriptedHandler of(String type, Work work) {
        return new ScriptedHandler(TaskType.of(type, Nothing.class), work);
    }

    @Override
    public String pluginId() {
        return "test";
    }

    @Override
    public String pluginVersion() {
        return "1";
    }

    @Override
    public Reading read(String payload) {
        return new Reading.Accepted(payload, Optional.empty(), Optional.empty());
    }

    @Override
    public Outcome handle(TaskContext context, String payload) throws Exception {
        return work.run(context);
    }

    @Override
    public boolean hasFallback() {
        return type.name().endsWith("-with-fallback");
    }

    @Override
    public Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) {
        return hasFallback() ? Optional.of(Outcome.succeeded(Map.of("instead", tier.name()))) : Optional.empty();
    }

    @Override
    public Optional<RegisteredHandler> find(String name) {
        return name.equals(type.name()) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public List<RegisteredHandler> all() {
        return List.of(this);
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        return () -> {};
    }
}
