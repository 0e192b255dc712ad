package io.spillway.server.redis;

import io.spillway.server.redis.RedisUrl.Access;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/** How every connection is made. Jedis waits without bound for a pool, and for a blocked read: here nothing does. */
final class RedisClients {

    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration POOL_WAIT = Duration.ofSeconds(1);

    private static final int CONNECTIONS = 64;

    private RedisClients() {}

    static JedisClientConfig client(Access access, int database) {
        return builder(access, TIMEOUT).database(database).build();
    }

    /** For a server that is only asked a short question. */
    static JedisClientConfig brief(Access access, Duration timeout) {
        return builder(access, timeout).build();
    }

    private static DefaultJedisClientConfig.Builder builder(Access access, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .resp2()
                .user(access.user())
                .password(access.password())
                .ssl(access.tls())
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis(millis * 3)
                .clientName("spillway");
        if (access.tls()) {
            // Without this, Jedis takes any certificate that is valid, for whichever host.
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            builder.sslParameters(parameters);
        }
        return builder;
    }

    /** Connections to one server. */
    static GenericObjectPoolConfig<Connection> pool() {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMinIdle(0);
        pool.setMaxWait(POOL_WAIT);
        pool.setJmxEnabled(false);
        return pool;
    }
}
