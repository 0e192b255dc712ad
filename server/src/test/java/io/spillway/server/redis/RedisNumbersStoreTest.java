package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.ManualClock;
import io.spillway.server.sli.ClusterNumbers;
import io.spillway.server.sli.NumbersStore;
import io.spillway.server.sli.NumbersStoreContract;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisNumbersStoreTest extends NumbersStoreContract {

    private static RealRedis redis;
    private static RedisConnection connection;

    private final ManualClock clock = new ManualClock(T0);

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
    protected NumbersStore store() {
        return new RedisNumbersStore(connection, clock::millis);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @Test
    void goesByTheClockOfRedis() {
        NumbersStore store = new RedisNumbersStore(connection);
        store.exchange("one", numbers(1), Map.of());

        assertThat(store.exchange("two", numbers(1), Map.of()).nodes())
                .allSatisfy(word -> assertThat(word.age()).isLessThan(Duration.ofSeconds(2)))
                .hasSize(2);
    }

    @Test
    void nothingIsLeftWhenNobodySaysAnythingAnyMore() {
        store().exchange("one", numbers(1), Map.of(CORE, 1L));

        assertThat(connection.commands().pttl(Keys.NUMBERS)).isBetween(1L, ClusterNumbers.GONE.toMillis());
        assertThat(connection.commands().pttl(Keys.SHEDS))
                .isBetween(1L, Duration.ofDays(8).toMillis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "1763892000000 [",
                "1763892000000 {}",
                "1763892000000 {\"types\":{\"a\":{\"runs\":1,\"errors\":2}},\"http\":{\"runs\":0,\"errors\":0}}",
                "9999999999999 {\"types\":{},\"http\":{\"runs\":0,\"errors\":0}}"
            })
    void passesOverWhatSomebodyElseWrote(String value) {
        connection.commands().hset(Keys.NUMBERS, "x", value);
        connection.commands().hset(Keys.SHEDS, Map.of("core L9 x", "1", "core L2 SHEDDABLE", "many"));

        NumbersStore.Said said = store().exchange("one", numbers(1), Map.of(CORE, 1L));

        assertThat(said.nodes()).extracting(NumbersStore.Word::node).containsExactly("one");
        assertThat(said.sheds()).isEmpty();
    }

    @Test
    void readsNoRecordOfAnyLength() {
        connection.commands().hset(Keys.NUMBERS, "x", clock.millis() + " " + "x".repeat(200_000));

        assertThat(store().exchange("one", numbers(1), Map.of()).nodes()).hasSize(1);
        assertThat(connection.commands().hkeys(Keys.NUMBERS)).containsExactlyInAnyOrder("one", "");
    }

    @Test
    void saysWhenRedisIsGone() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection toOther = other.connect()) {
            NumbersStore lost = new RedisNumbersStore(toOther);
            other.close();

            assertThatThrownBy(() -> lost.exchange("one", numbers(1), Map.of()))
                    .isInstanceOf(NumbersStore.UnavailableException.class);
        }
    }
}
