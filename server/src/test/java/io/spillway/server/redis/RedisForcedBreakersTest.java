package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.breaker.ForcedBreakers;
import io.spillway.server.breaker.ForcedBreakersContract;
import io.spillway.server.task.QueueUnavailableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisForcedBreakersTest extends ForcedBreakersContract {

    private static RealRedis redis;
    private static RedisConnection connection;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        connection = redis.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        connection.commands().flushAll();
    }

    @Override
    protected ForcedBreakers store() {
        return new RedisForcedBreakers(connection, () -> now.toEpochMilli());
    }

    @Test
    void passesOverWhatSomebodyElseWrote() {
        connection.commands().hset(Keys.BREAKERS, "stock-deduct", "nonsense");
        connection.commands().hset(Keys.BREAKERS, "coupon-redeem", "99999999999999 1 {\"mode\":\"AJAR\"}");
        connection.commands().hset(Keys.BREAKERS, "probe-noop", "99999999999999 1 {}");

        assertThat(store().all()).isEmpty();
    }

    @Test
    void saysThatRedisIsAway() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection away = other.connect()) {
            other.close();

            assertThatThrownBy(() -> new RedisForcedBreakers(away).all()).isInstanceOf(QueueUnavailableException.class);
        }
    }
}
