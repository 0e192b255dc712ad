package io.spillway.server.plugin;

import io.spillway.plugin.api.PluginContext;
import java.nio.file.Path;
import java.util.Map;

/** What a plugin is given at its start. */
record ServerPluginContext(Map<String, String> configuration, Path dataDirectory, System.Logger logger)
        implements PluginContext {}
