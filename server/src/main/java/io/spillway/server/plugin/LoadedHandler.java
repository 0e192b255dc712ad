package io.spillway.server.plugin;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.plugin.PayloadReader.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A handler of a loaded plugin. After the plugin was replaced it passes calls on to its successor. */
final class LoadedHandler implements RegisteredHandler {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedHandler.class);

    private final LoadedPlugin plugin;
    private final TaskHandler<Object> handler;
    private final TaskType<?> type;
    private final PayloadReader reader;
    private final boolean hasFallback;
    private final HandlerRegistry registry;

    /** @throws IllegalArgumentException if the payload's record can't be read from JSON */
    LoadedHandler(LoadedPlugin plugin, TaskHandler<?> handler, HandlerRegistry registry) {
        this.plugin = plugin;
        this.handler = ofAny(handler);
        this.type = handler.type();
        this.reader = PayloadReader.of(type.payload());
        this.hasFallback = declaresFallback(handler.getClass());
        this.registry = registry;
    }

    /* The payload that it is given is always an instance of the class that its own type names. */
    @SuppressWarnings("unchecked")
    private static TaskHandler<Object> ofAny(TaskHandler<?> handler) {
        return (TaskHandler<Object>) handler;
    }

    @Override
    public TaskType<?> type() {
        return type;
    }

    @Override
    public String pluginId() {
        return plugin.jar().id();
    }

    @Override
    public String pluginVersion() {
        return plugin.jar().version();
    }

    @Override
    public Reading read(String payload) {
        return inside(() -> readInside(payload), successor -> successor.read(payload));
    }

    private Reading readInside(String payload) {
        try {
            return switch (reader.read(payload)) {
                case Payload.Read read ->
                    new DerivedKeys(
                                    pluginId(),
                                    handler.idempotencyKey(read.value()).map(String::valueOf),
                                    handler.concurrencyKey(read.value()).map(String::valueOf))
                            .reading(read.canonical());
                case Payload.Unreadable(List<FieldError> errors) -> new Reading.Refused(errors);
            };
        } catch (Throwable thrown) {
            LOG.warn("plugin {} failed over a payload of type {}: it was refused", pluginId(), type.name(), thrown);
            return new Reading.Refused(List.of(new FieldError(
                    "", "can't be taken: plugin '" + pluginId() + "' failed with " + PluginCall.describe(thrown))));
        }
    }

    @Override
    public Outcome handle(TaskContext context, String payload) throws Exception {
        return inside(
                () -> switch (reader.readStored(payload)) {
                    case Payload.Read read -> present(handler.handle(context, read.value()), "handle");
                    case Payload.Unreadable(List<FieldError> errors) -> unreadable(errors);
                },
                successor -> successor.handle(context, payload));
    }

    private static boolean declaresFallback(Class<?> handler) {
        return Arrays.stream(handler.getMethods())
                .anyMatch(method -> method.getName().equals("fallback")
                        && method.getParameterCount() == 3
                        && method.getDeclaringClass() != TaskHandler.class);
    }

    @Override
    public boolean hasFallback() {
        return hasFallback;
    }

    @Override
    public Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) throws Exception {
        return inside(
                () -> switch (reader.readStored(payload)) {
                    case Payload.Read read -> present(handler.fallback(context, read.value(), tier), "fallback");
                    case Payload.Unreadable(List<FieldError> errors) -> Optional.of(unreadable(errors));
                },
                successor -> successor.fallback(context, payload, tier));
    }

    /* A plugin may be replaced by a version that reads another payload than the one that was accepted. */
    private Outcome unreadable(List<FieldError> errors) {
        String list = errors.stream()
                .map(each -> (each.pointer().isEmpty() ? "payload" : each.pointer()) + " " + each.detail())
                .collect(Collectors.joining("; "));
        return Outcome.failed(
                Cause.INVALID,
                "plugin '" + pluginId() + "' " + pluginVersion() + " does not take the payload: " + list);
    }

    private <T> T present(T result, String method) {
        if (result == null) {
            throw new IllegalStateException(
                    "plugin '" + pluginId() + "' returned null from " + method + " of type '" + type.name() + "'");
        }
        return result;
    }

    private <T, E extends Exception> T inside(PluginCall.Body<T, E> body, Passing<T, E> pass) throws E {
        if (!plugin.enter()) {
            RegisteredHandler successor = registry.find(type.name())
                    .filter(each -> each != this)
                    .orElseThrow(() -> new IllegalStateException("plugin '" + pluginId() + "', which handled type '"
                            + type.name() + "', was unloaded or disabled"));
            return pass.to(successor);
        }
        try {
            return PluginCall.in(plugin.loader(), body);
        } finally {
            plugin.leave();
        }
    }

    private interface Passing<T, E extends Exception> {
        T to(RegisteredHandler successor) throws E;
    }
}
