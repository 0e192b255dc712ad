package io.spillway.server;

import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.plugin.PluginConfig;
import io.spillway.server.plugin.PluginFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The plugins folder, with the jars that come with the server in front of the user's. */
final class BuiltInPlugins {

    private static final String STOCK = "stock-deduct";

    private BuiltInPlugins() {}

    static PluginFolder open(SpillwayConfig config, Optional<URI> redis, DataFolder data, InstantSource clock)
            throws StartException {
        Map<String, Map<String, String>> settings =
                new HashMap<>(config.plugins().settings());
        // The stock is kept in the server's own Redis unless the operator says otherwise. The plugin's client knows
        // single
        // servers only: with another Redis it says that the address is missing.
        redis.ifPresent(uri -> put(settings, STOCK, "redis-url", uri.toString()));
        if (config.server().demo()) {
            DemoTraffic.seeds().forEach((plugin, seed) -> put(settings, plugin, "seed", seed));
        }
        PluginConfig plugins = new PluginConfig(config.plugins().folders(), settings, data.path());
        for (Path folder : plugins.folders()) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new StartException(
                        "The plugins folder " + folder + " can't be created (" + e.getMessage()
                                + "): give another one by --plugins.",
                        e);
            }
        }
        String home = System.getProperty("spillway.home");
        return new PluginFolder(home == null ? plugins : plugins.withFolderFirst(Path.of(home, "plugins")), clock);
    }

    private static void put(Map<String, Map<String, String>> settings, String plugin, String key, String value) {
        Map<String, String> of = new HashMap<>(settings.getOrDefault(plugin, Map.of()));
        of.putIfAbsent(key, value);
        settings.put(plugin, of);
    }
}
