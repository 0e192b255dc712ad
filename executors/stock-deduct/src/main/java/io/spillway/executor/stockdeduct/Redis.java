package io.spillway.executor.stockdeduct;

import java.net.URI;
import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.util.JedisURIHelper;

/** The connections to one Redis, opened when they are needed. Every wait is bounded. */
final class Redis implements AutoCloseable {

    private static final int CONNECTIONS = 32;

    private final Duration timeout;
    private final ConnectionPool pool;

    Redis(URI uri, Duration timeout) {
        this.timeout = timeout;
        int millis = Math.toIntExact(timeout.toMillis());
        DefaultJedisClientConfig client = DefaultJedisClientConfig.builder()
                .resp2()
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .ssl(JedisURIHelper.isRedisSSLScheme(uri))
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .clientName("spillway-stock-deduct")
                .build();
        GenericObjectPoolConfig<Connection> connections = new GenericObjectPoolConfig<>();
        connections.setMaxTotal(CONNECTIONS);
        connections.setMaxIdle(CONNECTIONS);
        connections.setMinIdle(0);
        connections.setMaxWait(timeout);
        connections.setJmxEnabled(false);
        this.pool = new LazyPool(JedisURIHelper.getHostAndPort(uri), client, connections);
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * A connection that waits for each answer as long as the setting says or as long as is left, whichever is shorter.
     * Closing it gives it back.
     */
    Connection connection(Duration left) {
        Connection connection = pool.getResource();
        Duration wait = left.compareTo(timeout) < 0 ? left : timeout;
        connection.setSoTimeout(Math.toIntExact(Math.max(1, wait.toMillis())));
        return connection;
    }

    @Override
    public void close() {
        pool.close();
    }

    /**
     * Opens a connection when somebody asks for one, and not before. The pool would open one in the place of each broken
     * one while that is given back: a caller whose time was up would wait for Redis once more.
     */
    private static final class LazyPool extends ConnectionPool {

        LazyPool(HostAndPort address, JedisClientConfig client, GenericObjectPoolConfig<Connection> config) {
            super(address, client, config);
        }

        @Override
        public void addObject() {}
    }
}
