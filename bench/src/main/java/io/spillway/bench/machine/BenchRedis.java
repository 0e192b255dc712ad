package io.spillway.bench.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A redis-server of the bench's own, durable as the embedded one is: an append-only file, synced each second. */
public final class BenchRedis implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    private BenchRedis(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    public static BenchRedis start() throws IOException {
        Path folder = Files.createTempDirectory("spillway-bench");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "redis-server",
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
                        "everysec",
                        "--auto-aof-rewrite-min-size",
                        "256mb")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        BenchRedis redis = new BenchRedis(folder, port, process);
        redis.await();
        return redis;
    }

    private void await() throws IOException {
        for (int i = 0; i < 500; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        throw new IOException("redis-server is not listening after 10 s");
    }

    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    public Jedis connect() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .socketTimeoutMillis(60_000)
                        .build());
    }

    /** The processor time that Redis has used, in seconds. */
    public double cpuSeconds() {
        try (Jedis jedis = connect()) {
            String info = jedis.info("cpu");
            return number(info, "used_cpu_user:") + number(info, "used_cpu_sys:");
        }
    }

    /** What Redis has allocated, in bytes. */
    public double usedMemory() {
        try (Jedis jedis = connect()) {
            return number(jedis.info("memory"), "used_memory:");
        }
    }

    private static double number(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    public void empty() {
        try (Jedis jedis = connect()) {
            jedis.flushAll();
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
