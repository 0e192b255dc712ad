package io.spillway.server.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A {@code redis-server} of the test's own, on a free loopback port, with an append-only file in a temporary folder. */
public final class RealRedis implements AutoCloseable {

    private final Path folder;
    private final String executable;
    private final String synced;
    private final int port;
    private Process process;

    private RealRedis(Path folder, String executable, String synced, int port) throws IOException {
        this.folder = folder;
        this.executable = executable;
        this.synced = synced;
        this.port = port;
        this.process = launch();
    }

    public static RealRedis start() {
        return start(_ -> "redis-server", "everysec");
    }

    /**
     * One that can be killed without a loss. Synced each second, Redis writes nothing while a sync is under way, and on a
     * slow disk answers up to two seconds before it writes.
     */
    public static RealRedis startDurable() {
        return start(_ -> "redis-server", "always");
    }

    /** The older one that the server brings. */
    static RealRedis startBundled() {
        return start(RedisExecutable::bundled, "everysec");
    }

    private interface Executable {
        String in(Path folder) throws IOException;
    }

    private static RealRedis start(Executable executable, String synced) {
        try {
            Path folder = Files.createTempDirectory("spillway-redis");
            RealRedis redis = new RealRedis(folder, executable.in(folder), synced, freePort());
            redis.awaitPort();
            return redis;
        } catch (IOException e) {
            throw new IllegalStateException("redis-server did not start: is it installed?", e);
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        executable,
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        synced,
                        "--maxmemory-policy",
                        "noeviction")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    long pid() {
        return process.pid();
    }

    /** Kills it, as a crash would. What it acknowledged is in its file. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same port, with what it had. */
    public void startAgain() throws IOException {
        process = launch();
        awaitPort();
    }

    /** Stops it in its tracks: connections stay open, and nothing answers. */
    public void freeze() throws Exception {
        signal("-STOP");
    }

    public void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }

    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    public RedisConnection connect() {
        return RedisConnection.open(
                uri(), new RedisConnection.Clocks(InstantSource.system(), System::nanoTime, (_, _) -> {}));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort() {
        for (int i = 0; i < 500; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        throw new IllegalStateException("redis-server is not listening on " + port + " after 10 s");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
