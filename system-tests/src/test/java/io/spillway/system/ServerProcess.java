package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The packaged server, run as its own process. Closing ends it, and the Redis that it started. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern LINK = Pattern.compile("http://\\S+/login\\?code=[^\\s\"]+");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final ServerSetup setup;
    private final Child child;
    private final int port;

    private ServerProcess(ServerSetup setup, Child child, int port) {
        this.setup = setup;
        this.child = child;
        this.port = port;
    }

    /** Starts the server and waits until it serves. */
    public static ServerProcess start(ServerSetup setup) {
        try {
            Files.createDirectories(setup.plugins());
            Files.deleteIfExists(setup.data().resolve("port"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Child child = launch(setup);
        try {
            ServerProcess server = new ServerProcess(setup, child, awaitPort(setup, child));
            server.awaitReady();
            return server;
        } catch (AssertionError e) {
            child.close();
            endRedis(setup.data());
            throw e;
        }
    }

    /** Starts the server and waits for nothing. */
    static Child launch(ServerSetup setup) {
        return Child.start(setup.folder(), "server-" + STARTED.incrementAndGet(), setup.command(), setup.environment());
    }

    /** Starts another one on the same data folder, after this one was killed. */
    public ServerProcess restart() {
        return start(setup);
    }

    private static int awaitPort(ServerSetup setup, Child child) {
        Path file = setup.data().resolve("port");
        return Await.value("a port in " + file, START, () -> {
            if (!child.isAlive()) {
                throw new AssertionError("the server ended at its start; " + child.said());
            }
            return read(file).filter(text -> !text.isEmpty()).map(Integer::parseInt);
        });
    }

    private void awaitReady() {
        Api api = api();
        try {
            Await.until("an answer of 200 from /-/ready", START, () -> {
                if (!child.isAlive()) {
                    throw new AssertionError("the server ended at its start");
                }
                return api.answers("/-/ready", 200);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + child.said(), e);
        }
    }

    public int port() {
        return port;
    }

    Path data() {
        return setup.data();
    }

    Path plugins() {
        return setup.plugins();
    }

    /** All that it has printed. */
    public String log() {
        return child.out() + child.err();
    }

    public boolean isAlive() {
        return child.isAlive();
    }

    public long pid() {
        return child.pid();
    }

    /** The exit code of a server that ends by itself, or was told to. */
    public int exitCode(Duration limit) {
        return child.exitCode(limit);
    }

    /** With the administrator's token. */
    public Api api() {
        return new Api(port, token("admin-token"));
    }

    /** As Alertmanager calls it. */
    Api webhook() {
        return new Api(port, token("webhook-token"));
    }

    public String token(String file) {
        return read(setup.data().resolve(file)).orElseThrow(() -> new AssertionError("no " + file));
    }

    /** The link that signs in once. */
    String signInLink() {
        return Await.value("a sign-in link on stdout", START, () -> {
            var found = LINK.matcher(child.out());
            return found.find() ? Optional.of(found.group()) : Optional.empty();
        });
    }

    Pid redis() {
        return Pid.in(redisPid(setup.data()))
                .orElseThrow(() -> new AssertionError("no pid file of the embedded Redis"));
    }

    public String said() {
        return child.said();
    }

    /** Ends the server's process alone, as {@code kill -9} does. Its Redis goes on. */
    public void kill() {
        child.kill();
    }

    /** Ends the server as an operator does. What becomes of its Redis is left to it. */
    public void stop() {
        child.close();
    }

    @Override
    public void close() {
        child.close();
        endRedis(setup.data());
    }

    static Path redisPid(Path data) {
        return data.resolve("redis/redis.pid");
    }

    private static void endRedis(Path data) {
        Pid.in(redisPid(data)).ifPresent(pid -> pid.killIf("redis"));
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
