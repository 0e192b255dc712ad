package io.spillway.server;

import io.spillway.server.config.ConfigException;
import io.spillway.server.config.SpillwayConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the configuration as the server would, and says what is wrong with it. */
@Command(
        name = "check-config",
        description = "Reads the configuration, and prints it or all that is wrong with it.",
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {

    static final int WRONG_CONFIGURATION = 5;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--keys", description = "Print every key with its default instead, as a Markdown table.")
    private boolean keys;

    @Override
    public Integer call() {
        if (keys) {
            System.out.print(SpillwayConfig.table());
            return 0;
        }
        try {
            options.load(Map.of()).values().forEach((key, value) -> System.out.println(key + ": " + value));
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(problem -> System.err.println("spillway: " + problem));
            return WRONG_CONFIGURATION;
        }
    }
}
