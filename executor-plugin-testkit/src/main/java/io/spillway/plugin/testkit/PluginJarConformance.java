package io.spillway.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.TaskHandler;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every plugin jar must be: an integration test extends this class, says which jar and which types, and learns
 * before the server does whether the jar is complete.
 */
public abstract class PluginJarConformance {

    @TempDir
    Path folder;

    /** The jar as it is dropped into the server's folder. */
    protected abstract Path jar();

    /** The names of the task types that the jar supplies, in their order. */
    protected abstract List<String> taskTypes();

    /** Adds the settings that the plugin cannot start without. */
    protected FakePluginContext configure(FakePluginContext context) {
        return context;
    }

    @Test
    void manifestNamesThePlugin() throws IOException {
        try (JarFile file = new JarFile(jar().toFile())) {
            Attributes manifest = file.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Plugin-Id")).as("Plugin-Id").matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
            assertThat(manifest.getValue("Plugin-Version")).as("Plugin-Version").isNotBlank();
            assertThat(manifest.getValue("Plugin-Requires"))
                    .as("Plugin-Requires")
                    .matches("[0-9]+\\.[0-9]+");
        }
    }

    @Test
    void bringsNoCopyOfThePluginApi() throws IOException {
        try (JarFile file = new JarFile(jar().toFile())) {
            assertThat(file.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.startsWith("io/spillway/plugin/"))
                    .noneMatch(name -> name.startsWith("org/jspecify/"));
        }
    }

    @Test
    void startsOnItsOwnAndSuppliesItsTypes() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] urls = {jar().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader("plugin", urls, new ApiOnlyClassLoader())) {
            thread.setContextClassLoader(loader);
            List<ExecutorPlugin> plugins = new ArrayList<>();
            ServiceLoader.load(ExecutorPlugin.class, loader).forEach(plugins::add);
            assertThat(plugins).as("plugins in META-INF/services").hasSize(1);

            ExecutorPlugin plugin = plugins.get(0);
            List<TaskHandler<?>> handlers = plugin.handlers(configure(FakePluginContext.in(folder)));
            plugin.close();

            assertThat(handlers).extracting(handler -> handler.type().name()).isEqualTo(taskTypes());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
