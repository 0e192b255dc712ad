package io.spillway.server.redis;

import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** One server. */
final class SingleRedis implements Topology {

    private final RedisUrl.Single url;
    private final JedisClientConfig config;
    private final LazyPool pool;
    private final RedisClient client;

    SingleRedis(RedisUrl.Single url) {
        this.url = url;
        this.config = RedisClients.client(url.access(), url.database());
        this.pool = new LazyPool(url.host().address(), config, RedisClients.pool());
        this.client = RedisClient.builder()
                .clientConfig(config)
                .connectionProvider(pool.provider())
                .build();
    }

    @Override
    public UnifiedJedis commands() {
        return client;
    }

    @Override
    public List<RedisMaster> masters() {
        return List.of(new RedisMaster(url.host().toString(), "on-0", pool::getResource));
    }

    @Override
    public Jedis dedicated() {
        return new Jedis(url.host().address(), config);
    }

    @Override
    public void close() {
        client.close();
    }
}
