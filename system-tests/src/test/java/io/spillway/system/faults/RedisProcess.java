package io.spillway.system.faults;

import io.spillway.system.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A real Redis that a test kills, freezes and starts again on the same port and files. */
final class RedisProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int PATIENCE_MILLIS = 5_000;

    private final Path folder;
    private final int port;
    private final List<String> prefix;
    private final List<String> options;
    private Child child;
    private long pid;
    private int starts;
    private boolean frozen;

    private RedisProcess(Path folder, List<String> prefix, List<String> options) {
        this.folder = folder;
        this.port = Child.freePort();
        this.prefix = prefix;
        this.options = options;
        this.child = launch();
    }

    /** One that keeps nothing on disk. */
    static RedisProcess inMemory(Path folder) {
        return new RedisProcess(created(folder), List.of(), List.of("--appendonly", "no"));
    }

    /** @param fsync {@code always}, {@code everysec} or {@code no} */
    static RedisProcess durable(Path folder, String fsync) {
        return traced(folder, fsync, List.of());
    }

    /** @param prefix the command that runs Redis as its child, and ends with it */
    static RedisProcess traced(Path folder, String fsync, List<String> prefix) {
        // A rewrite would take another file, and its moment is chance's.
        return new RedisProcess(
                created(folder),
                prefix,
                List.of("--appendonly", "yes", "--appendfsync", fsync, "--auto-aof-rewrite-percentage", "0"));
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    Path folder() {
        return folder;
    }

    /** Ends it as {@code kill -9} does. What it has written stays with the operating system. */
    void kill() {
        Signal.KILL.to(pid);
        child.exitCode(LIMIT);
    }

    void freeze() {
        frozen = true;
        Signal.STOP.to(pid);
    }

    void thaw() {
        Signal.CONT.to(pid);
        frozen = false;
    }

    /** Starts it again after it was killed. */
    void restart() {
        child = launch();
    }

    Jedis client() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .connectionTimeoutMillis(PATIENCE_MILLIS)
                        .socketTimeoutMillis(PATIENCE_MILLIS)
                        .build());
    }

    /** One number of {@code INFO}. */
    long info(String name) {
        try (Jedis redis = client()) {
            return redis.info()
                    .lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> Long.parseLong(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How many keys there are, whatever they mean. */
    long keys() {
        try (Jedis redis = client()) {
            return redis.dbSize();
        }
    }

    private Child launch() {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of("--dir", folder.toString()));
        command.addAll(options);
        starts++;
        Child started = Child.start(folder, "redis-" + starts, command, Map.of());
        started.await("an answer of the Redis in " + folder, this::answers);
        pid = info("process_id");
        return started;
    }

    private boolean answers() {
        try (Jedis redis = client()) {
            return redis.ping().equals("PONG");
        } catch (JedisException notYet) {
            return false;
        }
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (frozen) {
            thaw();
        }
        // A tracer that is asked to end lets go of its child, which would stay.
        if (child.isAlive()) {
            kill();
        }
    }
}
