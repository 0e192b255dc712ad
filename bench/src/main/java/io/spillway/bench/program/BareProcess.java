package io.spillway.bench.program;

import io.spillway.bench.load.Api;
import io.spillway.bench.machine.Child;
import io.spillway.bench.machine.Project;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bare program in a process of its own, which takes the URL of Redis, a file for its port, and what else it wants. */
record BareProcess(Child child, Api api) implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);

    /** Starts it and waits for its port. @param name for its files in the folder */
    static BareProcess start(Path folder, String name, Class<?> main, URI redis, String... more)
            throws IOException, InterruptedException {
        Path port = folder.resolve(name + ".port");
        List<String> command = new ArrayList<>(List.of(
                Project.jdk("java"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                redis.toString(),
                port.toString()));
        command.addAll(List.of(more));
        Child child = Child.start(folder.resolve(name + ".log"), command, Map.of());
        child.await(START, () -> Files.exists(port));
        return new BareProcess(child, new Api(Integer.parseInt(Files.readString(port)), ""));
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
