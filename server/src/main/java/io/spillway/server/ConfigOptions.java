package io.spillway.server;

import io.spillway.server.config.ConfigException;
import io.spillway.server.config.SpillwayConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration comes from: shared by the commands that need one. */
final class ConfigOptions {

    @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
    private @Nullable Path file;

    /** @param flags settings that the command line gave, by key */
    SpillwayConfig.Loaded load(Map<String, String> flags) throws ConfigException {
        return SpillwayConfig.load(Optional.ofNullable(file), System.getenv(), flags);
    }
}
