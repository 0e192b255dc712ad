package io.spillway.executor.stockdeduct;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;

/** A {@code redis-server} of the test's own on a loopback port. */
final class RealRedis implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    private RealRedis(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    static RealRedis start(Path folder) throws IOException {
        return new RealRedis(folder, freePort());
    }

    String url() {
        return url(port);
    }

    static String url(int port) {
        return "redis://127.0.0.1:" + port;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static RealRedis start(Path folder, int port) throws IOException {
        return new RealRedis(folder, port);
    }

    Jedis client() {
        return new Jedis("127.0.0.1", port);
    }

    private Process launch() throws IOException {
        List<String> command = List.of(
                "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString(), "--save", "");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "redis", ".log").toFile())
                .start();
        for (int i = 0; i < 500 && started.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return started;
            } catch (IOException notYet) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        started.destroyForcibly();
        throw new IllegalStateException("redis-server is not listening on " + port);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
