package io.spillway.plugin.api;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the server gives to a plugin at its start. */
public interface PluginContext {

    /** The plugin's own settings: what stands under {@code plugins.config.<plugin id>} in the server's configuration. */
    Map<String, String> configuration();

    /** A folder of the plugin's own, already created, that outlives restarts of the server. */
    Path dataDirectory();

    /** A logger whose lines carry the plugin's id. */
    System.Logger logger();

    /** One setting of {@link #configuration}. */
    default Optional<String> setting(String key) {
        return Optional.ofNullable(configuration().get(key));
    }
}
