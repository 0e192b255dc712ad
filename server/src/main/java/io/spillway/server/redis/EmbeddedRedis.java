package io.spillway.server.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis of the server's own, in its data folder, on a loopback port, with a password and an append-only file.
 *
 * <p>It runs as a daemon, so that Ctrl-C in a terminal reaches the server alone, which then stops Redis last. If the
 * server dies without stopping it, it lives on with the data; the next start finds it by the files written here and
 * takes it over.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final int STARTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("redis://:[0-9a-f]+@127\\.0\\.0\\.1:[0-9]{1,5}");

    private final Path folder;
    private final URI uri;
    private final String executable;
    private final boolean adopted;

    private EmbeddedRedis(Path folder, URI uri, String executable, boolean adopted) {
        this.folder = folder;
        this.uri = uri;
        this.executable = executable;
        this.adopted = adopted;
    }

    /**
     * Takes over the Redis that an earlier server left behind in the folder, or starts one.
     *
     * @param folder created if missing; nobody else may read it
     * @param maxMemory how many bytes it may use
     * @throws IOException with a sentence for the operator, where no Redis could be started
     */
    public static EmbeddedRedis start(Path folder, long maxMemory) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Optional<EmbeddedRedis> orphan = adopt(folder, maxMemory);
        if (orphan.isPresent()) {
            return orphan.get();
        }
        String executable = RedisExecutable.find(folder);
        IOException last = new IOException("never tried");
        for (int i = 0; i < STARTS; i++) {
            try {
                return launch(folder, executable, maxMemory);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Where it listens, with its password. */
    public URI uri() {
        return uri;
    }

    /** Whether it was already running, left behind by a server that died. */
    public boolean adopted() {
        return adopted;
    }

    /** The binary that runs: a path, or what the adopted one was started from. */
    public String executable() {
        return executable;
    }

    private static Optional<EmbeddedRedis> adopt(Path folder, long maxMemory) throws IOException {
        Path address = folder.resolve("address");
        Optional<ProcessHandle> process = process(folder);
        if (process.isEmpty()) {
            return Optional.empty();
        }
        String text = Files.isReadable(address) ? Files.readString(address).strip() : "";
        if (ADDRESS.matcher(text).matches()) {
            URI uri = URI.create(text);
            if (awaitAnswer(uri, folder, process.get())) {
                limit(uri, maxMemory);
                LOG.info(
                        "Took over the Redis (process {}) that an earlier server left running in {}.",
                        process.get().pid(),
                        folder);
                return Optional.of(new EmbeddedRedis(
                        folder, uri, process.get().info().command().orElse("?"), true));
            }
        }
        if (isRunning(process.get())) {
            LOG.warn(
                    "Process {} in {} does not answer as this folder's Redis. It is ended, and Redis is started anew; "
                            + "what it had acknowledged is in its append-only file.",
                    process.get().pid(),
                    folder);
            end(process.get());
        }
        return Optional.empty();
    }

    /** It was started with another bound, perhaps. */
    private static void limit(URI uri, long maxMemory) {
        try (Jedis redis = connect(uri)) {
            redis.configSet("maxmemory", Long.toString(maxMemory));
        } catch (JedisException e) {
            LOG.warn("Redis keeps the bound on its memory that it has: {}", e.getMessage());
        }
    }

    /**
     * The live process of the pid file, if it is this folder's Redis: after a reboot, or in a container, the number may
     * be somebody else's, even another Redis.
     */
    private static Optional<ProcessHandle> process(Path folder) throws IOException {
        Path pidFile = folder.resolve("redis.pid");
        String pid = Files.isReadable(pidFile) ? Files.readString(pidFile).strip() : "";
        if (!pid.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(handle -> handle.info().command().orElse("").contains("redis"))
                .filter(handle -> worksIn(folder, handle));
    }

    /** Redis makes its data folder its working directory. Where the system does not tell that, its command must do. */
    private static boolean worksIn(Path folder, ProcessHandle process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return !Files.isDirectory(Path.of("/proc/self/cwd")) || Files.isSameFile(directory, folder);
        } catch (IOException e) {
            LOG.info("Process {} is left alone, since its folder can't be seen: {}", process.pid(), e.getMessage());
            return false;
        }
    }

    private static EmbeddedRedis launch(Path folder, String executable, long maxMemory) throws IOException {
        int port = freePort();
        String password = HexFormat.of().formatHex(SecureRandom.getSeed(24));
        URI uri = URI.create("redis://:" + password + "@127.0.0.1:" + port);
        Files.deleteIfExists(folder.resolve("redis.pid"));
        writePrivately(folder.resolve("address"), uri.toString());
        writePrivately(folder.resolve("redis.conf"), new EmbeddedSettings(folder, port, password, maxMemory).text());
        Process launcher = new ProcessBuilder(
                        executable, folder.resolve("redis.conf").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile())
                .start();
        try {
            if (!launcher.waitFor(10, TimeUnit.SECONDS) || launcher.exitValue() != 0) {
                launcher.destroyForcibly();
                throw new IOException("the embedded Redis (" + executable + ") did not start: "
                        + Files.readString(folder.resolve("start.log")).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the embedded Redis started", e);
        }
        ProcessHandle daemon = daemon(folder);
        if (awaitAnswer(uri, folder, daemon)) {
            return new EmbeddedRedis(folder, uri, executable, false);
        }
        // Never two of them on the same files.
        end(daemon);
        throw new IOException("the embedded Redis ended, or does not answer on port " + port + ": see "
                + folder.resolve("redis.log"));
    }

    /** The process that the launcher left behind. It writes its number before it reads its data. */
    private static ProcessHandle daemon(Path folder) throws IOException {
        Path pidFile = folder.resolve("redis.pid");
        for (long i = 0; i < PATIENCE.toMillis() / 20; i++) {
            String pid = Files.isReadable(pidFile) ? Files.readString(pidFile) : "";
            if (pid.endsWith("\n")) {
                return ProcessHandle.of(Long.parseLong(pid.strip()))
                        .orElseThrow(() -> new IOException(
                                "the embedded Redis ended at once: see " + folder.resolve("redis.log")));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IOException("the embedded Redis wrote no " + pidFile + ": see " + folder.resolve("redis.log"));
    }

    /** Waits until the process answers: for as long as it loads its data, and a while for anything else. */
    private static boolean awaitAnswer(URI uri, Path folder, ProcessHandle process) {
        long tries = PATIENCE.toMillis() / 20;
        while (tries > 0 && isRunning(process)) {
            switch (ask(uri, folder)) {
                case READY -> {
                    return true;
                }
                case LOADING -> {}
                case SILENT -> tries--;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return false;
    }

    private enum Answer {
        READY,
        LOADING,
        SILENT
    }

    /** Whether a Redis answers there with this password, and keeps its data in this very folder. */
    private static Answer ask(URI uri, Path folder) {
        try (Jedis redis = connect(uri)) {
            String dir = redis.configGet("dir").get("dir");
            // CONFIG is answered while data is loaded, PING is not.
            boolean ours = dir != null && Files.isSameFile(Path.of(dir), folder);
            return ours && "PONG".equals(redis.ping()) ? Answer.READY : Answer.SILENT;
        } catch (JedisDataException e) {
            return String.valueOf(e.getMessage()).startsWith("LOADING") ? Answer.LOADING : Answer.SILENT;
        } catch (JedisException | IOException e) {
            return Answer.SILENT;
        }
    }

    private static Jedis connect(URI uri) {
        return new Jedis(
                new HostAndPort(uri.getHost(), uri.getPort()),
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .password(uri.getUserInfo().substring(1))
                        .connectionTimeoutMillis(1000)
                        .socketTimeoutMillis(2000)
                        .build());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns when the process has gone: whoever comes next works on the same files. */
    private static void end(ProcessHandle process) {
        process.destroy();
        awaitEnd(process);
        if (isRunning(process)) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    /** A process that has ended counts as alive until its parent asks for it, which in a container may be never. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static void awaitEnd(ProcessHandle process) {
        for (long i = 0; i < PATIENCE.toMillis() / 20 && isRunning(process); i++) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Stops Redis, with everything on disk. */
    @Override
    public void close() throws IOException {
        process(folder).ifPresent(EmbeddedRedis::end);
    }
}
