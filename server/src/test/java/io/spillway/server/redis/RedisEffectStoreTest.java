package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.effect.EffectStore;
import io.spillway.server.effect.EffectStoreContract;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisEffectStoreTest extends EffectStoreContract {

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
    protected EffectStore store() {
        return new RedisEffectStore(connection);
    }

    @Test
    void keepsABoundedNumberAndNoneForEver() {
        store().replace(0, ledger(1), Collections.nCopies(RedisEffectStore.KEPT + 7, open(1)));

        assertThat(connection.commands().llen(Keys.ENGAGEMENTS)).isEqualTo(RedisEffectStore.KEPT);
        assertThat(connection.commands().pttl(Keys.ENGAGEMENTS)).isPositive();
        assertThat(connection.commands().pttl(Keys.EFFECT)).isPositive();
    }

    @Test
    void saysWhenItCannotReadWhatIsKept() {
        connection.commands().hset(Keys.EFFECT, "state", "{\"version\":\"x\"");

        assertThatThrownBy(() -> store().load()).isInstanceOf(EffectStore.UnavailableException.class);
    }

    @Test
    void saysWhenRedisIsGone() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection toOther = other.connect()) {
            EffectStore lost = new RedisEffectStore(toOther);
            other.close();

            assertThatThrownBy(lost::load).isInstanceOf(EffectStore.UnavailableException.class);
        }
    }
}
