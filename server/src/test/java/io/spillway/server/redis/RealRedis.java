package io.spillway.server.redis;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * A Redis of the test's own, with an append-only file: one installed server, unless a suite runs the tests of this package
 * on another kind.
 */
public final class RealRedis implements AutoCloseable {

    private static volatile Supplier<RealRedis> kind = RealRedis::startWith;

    private final List<RedisProcess> processes;
    private final URI uri;
    private final AutoCloseable closing;

    private RealRedis(List<RedisProcess> processes, URI uri, AutoCloseable closing) {
        this.processes = processes;
        this.uri = uri;
        this.closing = closing;
    }

    public static RealRedis start() {
        return kind.get();
    }

    /**
     * One that can be killed without a loss. Synced each second, Redis writes nothing while a sync is under way, and on a
     * slow disk answers up to two seconds before it writes.
     */
    public static RealRedis startDurable() {
        return startWith("--appendfsync", "always");
    }

    /** One that is installed, with more options. */
    static RealRedis startWith(String... options) {
        return of(RedisProcess.start(_ -> "redis-server", options));
    }

    /** The older one that the server brings. */
    static RealRedis startBundled() {
        return of(RedisProcess.start(RedisExecutable::bundled));
    }

    /** @param closing what becomes of the cluster when the test has done with it */
    static RealRedis of(RealRedisCluster cluster, AutoCloseable closing) {
        return new RealRedis(cluster.processes(), cluster.uri(), closing);
    }

    private static RealRedis of(RedisProcess process) {
        return new RealRedis(List.of(process), URI.create("redis://127.0.0.1:" + process.port()), process);
    }

    /** From now on, every start is of this kind. */
    static void startOnly(Supplier<RealRedis> other) {
        kind = other;
    }

    static void startInstalledOnesAgain() {
        kind = RealRedis::startWith;
    }

    long pid() {
        return processes.getFirst().pid();
    }

    /** Kills it, as a crash would. What it acknowledged is in its file. */
    public void kill() throws InterruptedException {
        for (RedisProcess each : processes) {
            each.kill();
        }
    }

    /** Starts it again on the same port, with what it had. */
    public void startAgain() throws IOException {
        for (RedisProcess each : processes) {
            each.startAgain();
        }
    }

    /** Stops it in its tracks: connections stay open, and nothing answers. */
    public void freeze() throws Exception {
        for (RedisProcess each : processes) {
            each.signal("-STOP");
        }
    }

    public void thaw() throws Exception {
        for (RedisProcess each : processes) {
            each.signal("-CONT");
        }
    }

    public URI uri() {
        return uri;
    }

    public RedisConnection connect() {
        return connect(uri);
    }

    static RedisConnection connect(URI uri) {
        return RedisConnection.open(
                uri, new RedisConnection.Clocks(InstantSource.system(), System::nanoTime, (_, _) -> {}));
    }

    @Override
    public void close() throws Exception {
        closing.close();
    }
}
