package io.spillway.server;

import io.spillway.server.config.ConfigException;
import io.spillway.server.config.SpillwayConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(name = "server", description = "Runs the server.", mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--port", description = "The port of the API and the pages (8080); 0 for any free one.")
    private @Nullable Integer port;

    @Option(names = "--host", description = "The address to listen on (0.0.0.0).")
    private @Nullable String host;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder for all that the server keeps (./data).")
    private @Nullable Path data;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "Where plugin jars are dropped (plugins in the data folder).")
    private @Nullable Path plugins;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "The Redis to use; without it, the server starts its own.")
    private @Nullable String redis;

    @Option(names = "--demo", description = "Run sample traffic, so that the board has something to show.")
    private boolean demo;

    @Override
    public Integer call() throws Exception {
        SpillwayConfig.Loaded loaded;
        try {
            loaded = options.load(flags());
        } catch (ConfigException e) {
            e.problems().forEach(problem -> System.err.println("spillway: " + problem));
            return CheckConfigCommand.WRONG_CONFIGURATION;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        // A signal may come while the server is put together: what runs by then, Redis above all, is stopped as well.
        CompletableFuture<Optional<Spillway>> created = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            created.join().ifPresent(Spillway::close);
            stopped.countDown();
        }));
        try (Spillway server = Spillway.create(loaded)) {
            created.complete(Optional.of(server));
            server.start();
            System.out.println(server.greeting());
            stopped.await();
            return 0;
        } catch (StartException e) {
            System.err.println("spillway: " + e.getMessage());
            return 1;
        } finally {
            created.complete(Optional.empty());
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "server.port", port);
        put(flags, "server.host", host);
        put(flags, "server.data", data);
        put(flags, "plugins.folders", plugins);
        put(flags, "redis.url", redis);
        put(flags, "server.demo", demo ? true : null);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, @Nullable Object value) {
        if (value != null) {
            flags.put(key, value.toString());
        }
    }
}
