package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A process that the test started and will end. What it prints goes to two files. */
public final class Child implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 20_000;
    /** Processes of tests that run side by side begin at different ones. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 1_009 % PORTS));

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a command, without this process's settings for Spillway, Java and OpenTelemetry.
     *
     * @param folder where {@code <name>.out} and {@code <name>.err} go
     */
    public static Child start(Path folder, String name, List<String> command, Map<String, String> environment) {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(key ->
                        key.startsWith("SPILLWAY_") || key.startsWith("OTEL_") || key.startsWith("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            return new Child(name, builder.start(), out, err);
        } catch (IOException e) {
            throw new AssertionError(
                    command.getFirst() + " can't be run; ./verify installs what the tests need: " + e.getMessage(), e);
        }
    }

    /** A port that nobody listens on, out of those that are not drawn for outgoing connections; each time another one. */
    public static int freePort() {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
        throw new AssertionError("no port is free");
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    /** Waits until the process does what it is for; ends it if it does not. */
    public void await(String what, BooleanSupplier serves) {
        try {
            Await.until(what, START, () -> {
                if (!isAlive()) {
                    throw new AssertionError(name + " ended at its start");
                }
                return serves.getAsBoolean();
            });
        } catch (AssertionError e) {
            close();
            throw new AssertionError(e.getMessage() + "; " + said(), e);
        }
    }

    /** The exit code of a process that ends by itself. */
    public int exitCode(Duration limit) {
        if (!ends(limit)) {
            close();
            throw new AssertionError(name + " still ran after " + limit.toSeconds() + " s; " + said());
        }
        return process.exitValue();
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        if (!ends(GRACE)) {
            throw new AssertionError(name + " survived a SIGKILL");
        }
    }

    /** Asks it to end, and insists after a while. */
    @Override
    public void close() {
        process.destroy();
        if (!ends(GRACE)) {
            kill();
        }
    }

    /** What it printed, for a message. */
    public String said() {
        return name + " said:\n" + tail(out()) + tail(err());
    }

    private boolean ends(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of " + name, e);
        }
    }

    private static String tail(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())) + "\n";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
