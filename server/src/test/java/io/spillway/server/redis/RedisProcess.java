package io.spillway.server.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** One {@code redis-server} process of a test's own, on a free loopback port, with its files in a temporary folder. */
final class RedisProcess implements AutoCloseable {

    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 20_000;
    /** Processes of tests that run side by side begin at different ones. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 1_009 % PORTS));

    private final Path folder;
    private final List<String> command;
    private final int port;
    private Process process;

    private RedisProcess(Path folder, List<String> command, int port) throws IOException {
        this.folder = folder;
        this.command = command;
        this.port = port;
        this.process = launch();
    }

    /** What is run, unpacked into the folder if need be. */
    interface Executable {
        String in(Path folder) throws IOException;
    }

    static RedisProcess start(Executable executable, String... more) {
        try {
            Path folder = Files.createTempDirectory("spillway-redis");
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(executable.in(folder)));
            command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString()));
            command.addAll(List.of("--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"));
            command.addAll(List.of(more));
            return awaited(new RedisProcess(folder, command, port));
        } catch (IOException e) {
            throw new IllegalStateException("redis-server did not start: is it installed?", e);
        }
    }

    /** A Sentinel, which writes what it learns into its configuration. */
    static RedisProcess startSentinel(String configuration) {
        try {
            Path folder = Files.createTempDirectory("spillway-sentinel");
            int port = freePort();
            Path file = Files.writeString(
                    folder.resolve("sentinel.conf"),
                    "port %d%nbind 127.0.0.1%ndir %s%n%s".formatted(port, folder, configuration));
            return awaited(new RedisProcess(folder, List.of("redis-server", file.toString(), "--sentinel"), port));
        } catch (IOException e) {
            throw new IllegalStateException("no Sentinel: is redis-server installed?", e);
        }
    }

    private static RedisProcess awaited(RedisProcess process) {
        process.awaitReady();
        return process;
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Asks this very process. */
    <T> T ask(Function<Jedis, T> question) {
        try (Jedis redis = new Jedis("127.0.0.1", port)) {
            return question.apply(redis);
        }
    }

    /** A line of {@code INFO}: what stands behind the name. */
    String info(String name) {
        return ask(redis -> redis.info("everything"))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }

    /** A port that nobody listens on, out of those that are not drawn for outgoing connections; each time another one. */
    static int freePort() {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one.
            }
        }
        throw new IllegalStateException("no port is free");
    }

    /** Waits until commands are carried out: one that loads its data answers as well, and refuses them. */
    private void awaitReady() {
        for (int i = 0; i < 500; i++) {
            if (isReady()) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IllegalStateException("redis-server does not answer on " + port + " after 10 s");
    }

    private boolean isReady() {
        try (Jedis redis = new Jedis("127.0.0.1", port)) {
            return redis.ping().equals("PONG");
        } catch (JedisDataException refused) {
            return !refused.getMessage().startsWith("LOADING");
        } catch (JedisException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
