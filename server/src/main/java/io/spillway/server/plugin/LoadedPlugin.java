package io.spillway.server.plugin;

import io.spillway.plugin.api.ExecutorPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin whose classes are loaded. It counts the calls that are inside it: once it is retired no more come in, and
 * when the last one has left, the plugin is closed and its classes are let go.
 */
final class LoadedPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);

    private final PluginJar jar;
    private final PluginClassLoader loader;
    private final ExecutorPlugin plugin;
    private List<LoadedHandler> handlers = List.of();
    private int inside;
    private boolean retired;

    LoadedPlugin(PluginJar jar, PluginClassLoader loader, ExecutorPlugin plugin) {
        this.jar = jar;
        this.loader = loader;
        this.plugin = plugin;
    }

    void supply(List<LoadedHandler> supplied) {
        handlers = List.copyOf(supplied);
    }

    PluginJar jar() {
        return jar;
    }

    PluginClassLoader loader() {
        return loader;
    }

    List<LoadedHandler> handlers() {
        return handlers;
    }

    List<String> types() {
        return handlers.stream().map(each -> each.type().name()).toList();
    }

    /** Begins a call, to be followed by {@link #leave}; false if the plugin is retired. */
    synchronized boolean enter() {
        if (retired) {
            return false;
        }
        inside++;
        return true;
    }

    void leave() {
        if (isLast()) {
            close();
        }
    }

    private synchronized boolean isLast() {
        inside--;
        return retired && inside == 0;
    }

    /** Lets no more calls in, and closes the plugin now or after the last call that is inside. */
    void retire() {
        if (isFirstRetirementWithNobodyInside()) {
            close();
        }
    }

    private synchronized boolean isFirstRetirementWithNobodyInside() {
        boolean first = !retired;
        retired = true;
        return first && inside == 0;
    }

    private void close() {
        closePlugin(plugin, loader, jar.id());
        discard(loader, jar.copy());
        LOG.info("plugin {} {} was unloaded", jar.id(), jar.version());
    }

    static void closePlugin(ExecutorPlugin plugin, PluginClassLoader loader, String id) {
        try {
            PluginCall.in(loader, () -> {
                plugin.close();
                return true;
            });
        } catch (Throwable thrown) {
            LOG.warn("plugin {} failed while it was closed, and may have left something open", id, thrown);
        }
    }

    static void discard(PluginClassLoader loader, Path copy) {
        try {
            loader.close();
        } catch (IOException e) {
            LOG.warn("the classes of {} could not be closed", copy, e);
        }
        JarFiles.delete(copy);
    }
}
