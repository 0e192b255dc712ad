package io.spillway.server.redis;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** The connections to one Redis, be it one server, a master behind Sentinels, or a cluster. Every wait in it is bounded. */
public final class RedisConnection implements AutoCloseable {

    private final RedisUrl url;
    private final Topology topology;
    private final Clocks clocks;
    private final Bell bell = new Bell(this::openSubscriber);

    private RedisConnection(RedisUrl url, Clocks clocks) {
        this.url = url;
        this.topology = switch (url) {
            case RedisUrl.Single single -> new SingleRedis(single);
            case RedisUrl.Sentinel sentinel -> new SentinelRedis(sentinel, clocks.nanoTime());
            case RedisUrl.Cluster cluster -> new ClusterRedis(cluster);
        };
        this.clocks = clocks;
    }

    /** Connects when it is first used. */
    public static RedisConnection open(RedisUrl url, Clocks clocks) {
        return new RedisConnection(url, clocks);
    }

    /** @param uri in any form that {@code redis.url} may have */
    public static RedisConnection open(URI uri, Clocks clocks) {
        return open(RedisUrl.parse(uri.toString()), clocks);
    }

    /**
     * What a connection asks of the node it is on.
     *
     * @param wall for the ids of tasks
     * @param nanoTime for the time that scripts take
     * @param scripts hears of each script that ran, and how long the answer took
     */
    public record Clocks(InstantSource wall, LongSupplier nanoTime, BiConsumer<String, Duration> scripts) {}

    /** Runs a script, and tells how long it took. */
    Object run(LuaScript script, List<String> keys, List<String> args) {
        long begin = clocks.nanoTime().getAsLong();
        try {
            return script.run(commands(), keys, args);
        } finally {
            clocks.scripts()
                    .accept(script.name(), Duration.ofNanos(clocks.nanoTime().getAsLong() - begin));
        }
    }

    long millis() {
        return clocks.wall().millis();
    }

    Instant now() {
        return clocks.wall().instant();
    }

    /** Where it is, as a person would say it. */
    public String address() {
        return url.toString();
    }

    /** Whether several servers share the keys. */
    public boolean isCluster() {
        return url instanceof RedisUrl.Cluster;
    }

    /** What Redis says, or what happened, where it can't be used now; or empty. */
    public Optional<String> problem() {
        try {
            commands().ping();
            return Optional.empty();
        } catch (JedisException e) {
            return Optional.of(Reason.of(e));
        }
    }

    UnifiedJedis commands() {
        return topology.commands();
    }

    /** The servers that take writes, each to be asked by itself. */
    List<RedisMaster> masters() {
        return topology.masters();
    }

    Bell bell() {
        return bell;
    }

    /** A connection of its own for a subscription, which holds it for as long as it lasts. */
    private Jedis openSubscriber() {
        return topology.dedicated();
    }

    /** Why a failure of Redis would last for longer than it had to, or empty. */
    Optional<String> trouble() {
        return topology.trouble();
    }

    @Override
    public void close() {
        topology.close();
    }
}
