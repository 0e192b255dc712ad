package io.spillway.server.redis;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/** The connections to one Redis. Every wait in it is bounded. */
public final class RedisConnection implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 64;

    private final URI uri;
    private final RedisClient client;
    private final Clocks clocks;

    private RedisConnection(URI uri, Clocks clocks) {
        this.uri = uri;
        this.client = open(uri, CONNECTIONS);
        this.clocks = clocks;
    }

    /**
     * Connects when it is first used.
     *
     * @param uri {@code redis://[user:password@]host:port[/database]}, or {@code rediss://} for TLS
     */
    public static RedisConnection open(URI uri, Clocks clocks) {
        return new RedisConnection(uri, clocks);
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
            return script.run(client, keys, args);
        } finally {
            clocks.scripts()
                    .accept(script.name(), Duration.ofNanos(clocks.nanoTime().getAsLong() - begin));
        }
    }

    long millis() {
        return clocks.wall().millis();
    }

    /** Why Redis can't be used now, or empty. */
    public Optional<String> problem() {
        try {
            client.ping();
            return Optional.empty();
        } catch (JedisException e) {
            return Optional.of(
                    "Redis at " + uri.getHost() + ":" + uri.getPort() + " does not answer: " + e.getMessage());
        }
    }

    UnifiedJedis commands() {
        return client;
    }

    /** A client of its own for a subscription, which holds its connection for as long as it lasts. */
    RedisClient openSubscriber() {
        return open(uri, 1);
    }

    private static RedisClient open(URI uri, int connections) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMinIdle(0);
        pool.setMaxWait(Duration.ofSeconds(1));
        pool.setJmxEnabled(false);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .ssl(JedisURIHelper.isRedisSSLScheme(uri))
                .connectionTimeoutMillis(Math.toIntExact(TIMEOUT.toMillis()))
                .socketTimeoutMillis(Math.toIntExact(TIMEOUT.toMillis()))
                .blockingSocketTimeoutMillis(
                        Math.toIntExact(TIMEOUT.multipliedBy(3).toMillis()))
                .clientName("spillway");
        return RedisClient.builder()
                .clientConfig(config.build())
                .connectionProvider(new LazyPool(JedisURIHelper.getHostAndPort(uri), config.build(), pool).provider())
                .build();
    }

    @Override
    public void close() {
        client.close();
    }
}
