package io.spillway.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that a measure started and will end. What it prints goes to a file. */
public final class Child implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Starts a command without this shell's settings for Spillway and OpenTelemetry. */
    public static Child start(Path log, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .keySet()
                .removeIf(key ->
                        key.startsWith("SPILLWAY_") || key.startsWith("OTEL_") || key.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return new Child(builder.start(), log);
    }

    public long pid() {
        return process.pid();
    }

    /** Waits as long as the process lives. @throws IOException with what it printed last */
    public void await(Duration limit, Condition condition) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IOException((process.isAlive() ? "not ready after " + limit : "ended at once") + "; see "
                        + log + ":\n" + tail());
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /** Waits for its end. @return what it printed */
    public String output(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            close();
            throw new IOException("the command failed; it said:\n" + tail());
        }
        return Files.readString(log);
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
