package io.spillway.bench.machine;

import io.spillway.bench.load.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The packaged server, run by its launcher as a process of its own. */
public final class SpillwayServer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Child child;
    private final Api api;

    private SpillwayServer(Child child, Api api) {
        this.child = child;
        this.api = api;
    }

    /**
     * How it is started.
     *
     * @param folder for its data, its plugins, its configuration and its log
     * @param redis null for one that it starts itself
     * @param settings by dotted key
     * @param javaOptions for its JVM, as the launcher takes them
     */
    public record Setup(Path folder, @Nullable URI redis, Map<String, String> settings, String javaOptions) {

        public Path plugins() {
            return folder.resolve("plugins");
        }

        public Path data() {
            return folder.resolve("data");
        }

        List<String> command(int port) throws IOException {
            Files.createDirectories(plugins());
            List<String> command = new ArrayList<>(List.of(
                    Project.root().resolve("spillway").toString(),
                    "server",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--data",
                    data().toString(),
                    "--plugins",
                    plugins().toString()));
            if (redis != null) {
                command.addAll(List.of("--redis", redis.toString()));
            }
            if (!settings.isEmpty()) {
                String yaml = settings.entrySet().stream()
                        .map(each -> "%s: '%s'%n".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining());
                command.addAll(List.of(
                        "--config",
                        Files.writeString(folder.resolve("spillway.yaml"), yaml).toString()));
            }
            return command;
        }
    }

    /** Starts it and waits until it is ready. */
    public static SpillwayServer start(Setup setup) throws IOException, InterruptedException {
        Path portFile = setup.data().resolve("port");
        Child child = launch(setup, 0);
        try {
            child.await(START, () -> Files.exists(portFile) && Files.size(portFile) > 0);
            int port = Integer.parseInt(Files.readString(portFile).strip());
            Api api = new Api(
                    port, Files.readString(setup.data().resolve("admin-token")).strip());
            child.await(START, () -> api.status("/-/ready") == 200);
            return new SpillwayServer(child, api);
        } catch (IOException e) {
            child.close();
            throw e;
        }
    }

    /** Starts it and waits for nothing. */
    public static Child launch(Setup setup, int port) throws IOException {
        return Child.start(
                Files.createDirectories(setup.folder()).resolve("server.log"),
                setup.command(port),
                setup.javaOptions().isEmpty() ? Map.of() : Map.of("SPILLWAY_JAVA_OPTS", setup.javaOptions()));
    }

    public Api api() {
        return api;
    }

    /** The launcher becomes the JVM, so it is the JVM's. */
    public long pid() {
        return child.pid();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
