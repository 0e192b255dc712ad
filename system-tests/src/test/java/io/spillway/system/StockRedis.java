package io.spillway.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The Redis that holds the stock: a real one, apart from the server's. */
final class StockRedis implements AutoCloseable {

    /** How many pieces of {@code sku-1} there are at first. */
    static final long SEED = 1_000_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int port;
    private final Child child;

    private StockRedis(int port, Child child) {
        this.port = port;
        this.child = child;
    }

    static StockRedis start(Path folder) {
        int port = Child.freePort();
        List<String> command =
                List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        StockRedis redis = new StockRedis(port, Child.start(folder, "stock-redis", command, Map.of()));
        redis.child.await("the stock's Redis", redis::answers);
        return redis;
    }

    int port() {
        return port;
    }

    /** How many pieces of {@code sku-1} were deducted. */
    long deducted() {
        try (Jedis redis = client()) {
            String left = redis.get("stock:{sku-1}:left");
            return left == null ? 0 : SEED - Long.parseLong(left);
        }
    }

    /** How many idempotency keys the stock remembers: all its keys but the item's own. */
    long remembered() {
        try (Jedis redis = client()) {
            return redis.dbSize() - 1;
        }
    }

    static Jedis client(int port, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .connectionTimeoutMillis(millis)
                        .socketTimeoutMillis(millis)
                        .build());
    }

    private Jedis client() {
        return client(port, PATIENCE);
    }

    private boolean answers() {
        try (Jedis redis = client()) {
            return redis.ping().equals("PONG");
        } catch (JedisConnectionException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
