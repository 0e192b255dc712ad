package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the packaged server is started.
 *
 * @param folder for the configuration file and what the server prints
 * @param data the server's data folder
 * @param port 0 for any free one
 * @param settings by dotted key
 * @param environment what is added to the environment of the process
 * @param forLoad whether its JVM compiles as well as it can; mostly, starting is what a test would wait for
 */
public record ServerSetup(
        Path folder,
        Path data,
        int port,
        Map<String, String> settings,
        Map<String, String> environment,
        boolean forLoad) {

    /** The quick compiler alone. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    public ServerSetup {
        settings = new LinkedHashMap<>(settings);
        environment = new LinkedHashMap<>(environment);
    }

    public static ServerSetup in(Path folder) {
        return new ServerSetup(folder, folder.resolve("data"), 0, Map.of(), Map.of(), false);
    }

    ServerSetup forMuchLoad() {
        return new ServerSetup(folder, data, port, settings, environment, true);
    }

    ServerSetup withData(Path data) {
        return new ServerSetup(folder, data, port, settings, environment, forLoad);
    }

    ServerSetup withPort(int port) {
        return new ServerSetup(folder, data, port, settings, environment, forLoad);
    }

    public ServerSetup with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new ServerSetup(folder, data, port, more, environment, forLoad);
    }

    public ServerSetup withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new ServerSetup(folder, data, port, settings, more, forLoad);
    }

    /**
     * With {@code stock-deduct} at that Redis, and a million pieces of {@code sku-1}. Without the breaker, which would keep a
     * stock that is broken on purpose from being tried: it has a test of its own.
     */
    ServerSetup withStockAt(int redisPort) {
        return with("breaker.enabled", "false")
                .with("plugins.config.stock-deduct.redis-url", "redis://127.0.0.1:" + redisPort)
                .with("plugins.config.stock-deduct.seed", "sku-1=" + StockRedis.SEED);
    }

    /** Where plugin jars are dropped. */
    public Path plugins() {
        return folder.resolve("plugins");
    }

    List<String> command() {
        Path home = Project.distribution();
        List<String> command = new ArrayList<>(List.of(Project.java()));
        command.addAll(Rehearsal.OPTIONS);
        if (!forLoad) {
            command.add(QUICK_START);
        }
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                home.resolve("lib") + "/*",
                "-Dspillway.home=" + home,
                "io.spillway.server.Main",
                "server",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--plugins",
                plugins().toString()));
        if (!settings.isEmpty()) {
            command.add("--config");
            command.add(writeConfiguration().toString());
        }
        return command;
    }

    private Path writeConfiguration() {
        String yaml = settings.entrySet().stream()
                .map(each -> "%s: '%s'%n".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        try {
            return Files.writeString(folder.resolve("spillway.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
