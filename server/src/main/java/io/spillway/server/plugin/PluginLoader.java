package io.spillway.server.plugin;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.server.plugin.PluginException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts plugins: their classes, their entry point, their handlers. Whatever goes wrong in one is said, and no more. */
final class PluginLoader {

    private final PluginConfig config;
    private final HandlerRegistry registry;

    PluginLoader(PluginConfig config, HandlerRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    /** Loads a checked jar. If that fails, nothing of it stays open but the copy of the jar, which is the caller's. */
    LoadedPlugin load(String file, PluginJar jar) throws PluginException {
        PluginClassLoader loader = new PluginClassLoader(jar.id(), jar.copy());
        String what = file + ": plugin '" + jar.id() + "' " + jar.version();
        try {
            return PluginCall.in(loader, () -> started(what, jar, loader));
        } catch (PluginException e) {
            LoadedPlugin.discard(loader, jar.copy());
            throw e;
        } catch (Throwable thrown) {
            LoadedPlugin.discard(loader, jar.copy());
            Throwable reason = reason(thrown);
            throw new PluginException(Kind.BROKEN, what + " can't be started: " + PluginCall.describe(reason), thrown);
        }
    }

    private LoadedPlugin started(String what, PluginJar jar, PluginClassLoader loader)
            throws PluginException, IOException {
        ExecutorPlugin plugin = entryPoint(what, loader);
        boolean complete = false;
        try {
            LoadedPlugin loaded = new LoadedPlugin(jar, loader, plugin);
            loaded.supply(handlers(what, loaded, plugin.handlers(context(jar.id()))));
            complete = true;
            return loaded;
        } finally {
            if (!complete) {
                LoadedPlugin.closePlugin(plugin, loader, jar.id());
            }
        }
    }

    private static ExecutorPlugin entryPoint(String what, PluginClassLoader loader) throws PluginException {
        List<ServiceLoader.Provider<ExecutorPlugin>> providers =
                ServiceLoader.load(ExecutorPlugin.class, loader).stream().toList();
        if (providers.isEmpty()) {
            throw PluginException.broken(what + " names no entry point: META-INF/services/"
                    + ExecutorPlugin.class.getName() + " is missing or empty");
        }
        if (providers.size() > 1) {
            throw PluginException.broken(what + " names more than one entry point: "
                    + providers.stream()
                            .map(each -> each.type().getName())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return providers.getFirst().get();
    }

    private ServerPluginContext context(String id) throws IOException {
        Path data = Files.createDirectories(config.dataOf(id));
        return new ServerPluginContext(config.settingsOf(id), data, System.getLogger("io.spillway.plugin." + id));
    }

    private List<LoadedHandler> handlers(String what, LoadedPlugin plugin, List<TaskHandler<?>> supplied)
            throws PluginException {
        if (supplied == null || supplied.isEmpty()) {
            throw PluginException.broken(what + " supplies no handlers");
        }
        List<LoadedHandler> handlers = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (TaskHandler<?> each : supplied) {
            LoadedHandler handler = new LoadedHandler(plugin, each, registry);
            if (!types.add(handler.type().name())) {
                throw PluginException.broken(
                        what + " has two handlers of type '" + handler.type().name() + "'");
            }
            handlers.add(handler);
        }
        return handlers;
    }

    /* The service loader and class initialisation wrap what the plugin's code threw. */
    private static Throwable reason(Throwable thrown) {
        boolean wraps = thrown instanceof ServiceConfigurationError || thrown instanceof ExceptionInInitializerError;
        Throwable cause = thrown.getCause();
        return wraps && cause != null ? reason(cause) : thrown;
    }
}
