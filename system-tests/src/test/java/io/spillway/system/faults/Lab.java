package io.spillway.system.faults;

import io.spillway.system.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** What a fault test works with: Redis, nodes on it, the ledger outside, and a note of each fault. Closing ends it all. */
final class Lab implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(2);

    private final RedisProcess redis;
    private final RedisProcess ledgerRedis;
    private final Cluster cluster;
    private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());

    private Lab(RedisProcess redis, RedisProcess ledgerRedis, Cluster cluster) {
        this.redis = redis;
        this.ledgerRedis = ledgerRedis;
        this.cluster = cluster;
    }

    /** Nodes on a durable Redis, with a short lease. */
    static Lab start(Path folder, int nodes) {
        return start(
                folder, nodes, RedisProcess.durable(folder.resolve("redis"), "everysec"), UnaryOperator.identity());
    }

    /** @param redis is the lab's from here on, and is closed with it */
    static Lab start(Path folder, int nodes, RedisProcess redis, UnaryOperator<ServerSetup> settings) {
        RedisProcess ledger = RedisProcess.inMemory(folder.resolve("ledger"));
        try {
            Cluster cluster = Cluster.start(
                    folder,
                    nodes,
                    setup -> settings.apply(setup.with("redis.url", redis.url())
                            .with("engine.lease", LEASE.toMillis() + "ms")
                            .with("plugins.config." + PluginJar.ID + ".ledger-port", "" + ledger.port())));
            return new Lab(redis, ledger, cluster);
        } catch (AssertionError e) {
            ledger.close();
            redis.close();
            throw e;
        }
    }

    RedisProcess redis() {
        return redis;
    }

    Ledger ledger() {
        return new Ledger(ledgerRedis);
    }

    Cluster cluster() {
        return cluster;
    }

    /** A client that submits so many tasks a second, of 5 to 50 ms each. */
    Recorder load(int perSecond, RandomGenerator random) {
        return Recorder.start(cluster, perSecond, () -> {
            synchronized (random) {
                return random.nextLong(5, 50);
            }
        });
    }

    /** Does something to one node, and notes it. */
    void fault(Node node, Runnable deed) {
        Instant from = Instant.now();
        deed.run();
        befell(node, from);
    }

    /** Notes what befell a node after that time, and is over now. */
    void befell(Node node, Instant since) {
        faults.add(Fault.of(node, since));
    }

    /** Does something that all nodes feel, and notes it. */
    <T> T faultOfAll(Supplier<T> deed) {
        Instant from = Instant.now();
        T result = deed.get();
        faults.add(Fault.ofAll(from));
        return result;
    }

    void faultOfAll(Runnable deed) {
        faultOfAll(() -> {
            deed.run();
            return true;
        });
    }

    /** When the last fault was over. */
    Instant lastFault() {
        return faults.getLast().until();
    }

    Verdict.Outcome check(Collection<Recorder.Acknowledged> tasks, Duration limit) {
        return new Verdict(this, List.copyOf(faults), false).of(tasks, limit);
    }

    /** The same of all tasks that there are, and of so many that walks over them would take minutes. */
    Verdict.Outcome checkAll(Collection<Recorder.Acknowledged> tasks, Duration limit) {
        return new Verdict(this, List.copyOf(faults), false).ofAll(tasks, limit);
    }

    /** The same where Redis may have forgotten what it had acknowledged just before a fault. */
    Verdict.Outcome checkForgetful(Collection<Recorder.Acknowledged> tasks, Duration limit) {
        return new Verdict(this, List.copyOf(faults), true).of(tasks, limit);
    }

    @Override
    public void close() {
        cluster.close();
        ledgerRedis.close();
        redis.close();
    }
}
