package io.spillway.plugin.testkit;

import io.spillway.plugin.api.PluginContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a plugin under test is started with: a folder of the test's, and the settings that the test names. */
public final class FakePluginContext implements PluginContext {

    private final Path dataDirectory;
    private final Map<String, String> configuration;

    private FakePluginContext(Path dataDirectory, Map<String, String> configuration) {
        this.dataDirectory = dataDirectory;
        this.configuration = Map.copyOf(configuration);
    }

    /** A context without settings. The folder must exist, as a JUnit {@code @TempDir} does. */
    public static FakePluginContext in(Path dataDirectory) {
        return new FakePluginContext(dataDirectory, Map.of());
    }

    /** The same context with one setting more, or with another value for it. */
    public FakePluginContext with(String key, String value) {
        Map<String, String> more = new HashMap<>(configuration);
        more.put(key, value);
        return new FakePluginContext(dataDirectory, more);
    }

    @Override
    public Map<String, String> configuration() {
        return configuration;
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("plugin");
    }
}
