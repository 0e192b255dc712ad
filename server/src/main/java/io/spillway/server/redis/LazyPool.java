package io.spillway.server.redis;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * Connections that are opened when somebody asks for one, and not before. The stock pool opens one in the place of each
 * broken one while that is given back, so that a caller who waited for Redis in vain waits for it a second time. And when
 * one breaks, those that lie idle are dropped: after a restart of Redis each of them would fail one more caller.
 */
final class LazyPool extends ConnectionPool {

    private final Runnable onBroken;

    LazyPool(HostAndPort address, JedisClientConfig client, GenericObjectPoolConfig<Connection> config) {
        this(address, client, config, () -> {});
    }

    /** @param onBroken hears of each connection that broke */
    LazyPool(
            HostAndPort address,
            JedisClientConfig client,
            GenericObjectPoolConfig<Connection> config,
            Runnable onBroken) {
        super(address, client, config);
        this.onBroken = onBroken;
    }

    @Override
    public void addObject() {}

    @Override
    public void returnBrokenResource(Connection broken) {
        super.returnBrokenResource(broken);
        clear();
        onBroken.run();
    }

    ConnectionProvider provider() {
        return new ConnectionProvider() {
            @Override
            public Connection getConnection() {
                return getResource();
            }

            @Override
            public Connection getConnection(CommandArguments args) {
                return getResource();
            }

            @Override
            public void close() {
                LazyPool.this.close();
            }
        };
    }
}
