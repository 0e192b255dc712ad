package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.system.FaultProxy.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Timeout(30)
final class FaultProxyTest {

    private static final int PATIENCE_MILLIS = 300;

    @TempDir
    Path folder;

    private StockRedis redis;
    private FaultProxy proxy;

    @BeforeEach
    void start() {
        redis = StockRedis.start(folder);
        proxy = FaultProxy.to(redis.port(), new SplittableRandom(7));
    }

    @AfterEach
    void stop() {
        proxy.close();
        redis.close();
    }

    @Test
    void passesRequestsAndAnswers() {
        try (Jedis client = client()) {
            assertThat(client.set("key", "x".repeat(1_000_000))).isEqualTo("OK");
            assertThat(client.get("key")).hasSize(1_000_000);
        }
        assertThat(proxy.faults()).isZero();
    }

    @Test
    void resetsOpenAndNewConnectionsUntilItPassesAgain() {
        try (Jedis open = client()) {
            open.ping();

            proxy.inject(Mode.RESET, 100);

            assertFails(open::ping);
            assertFails(() -> client().ping());
        }
        proxy.pass();
        assertThat(pings()).isTrue();
    }

    @Test
    void resetsAfterTheEffect() {
        try (Jedis client = client()) {
            client.ping();

            proxy.inject(Mode.RESET_AFTER_FORWARD, 100);
            assertFails(() -> client.incr("count"));
        }

        assertThat(direct("count")).isEqualTo("1");
    }

    @Test
    void resetsBeforeTheEffect() {
        try (Jedis client = client()) {
            client.ping();

            proxy.inject(Mode.RESET, 99);
            while (proxy.faults() == 0) {
                client.set("never", "no");
            }
        } catch (JedisConnectionException reset) {
            assertThat(proxy.faults()).isEqualTo(1);
        }
    }

    @Test
    void swallowsWithoutAnAnswer() {
        try (Jedis client = client()) {
            client.ping();

            proxy.inject(Mode.BLACK_HOLE, 100);
            assertFails(() -> client.set("swallowed", "yes"));
        }

        proxy.pass();
        assertThat(pings()).isTrue();
        assertThat(direct("swallowed")).isNull();
    }

    @Test
    void failsAsOftenAsItIsTold() {
        proxy.inject(Mode.RESET_AFTER_FORWARD, 30);
        int requests = 500;

        int failed = 0;
        for (int i = 0; i < requests; i++) {
            failed += pings() ? 0 : 1;
        }

        assertThat(failed).isBetween(requests / 5, requests / 2);
    }

    @Test
    void slowsEachRequest() {
        proxy.slow(Duration.ofMillis(50));
        long start = System.nanoTime();

        assertThat(pings()).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    private Jedis client() {
        return new Jedis("127.0.0.1", proxy.port(), PATIENCE_MILLIS);
    }

    private boolean pings() {
        try (Jedis client = client()) {
            return client.ping().equals("PONG");
        } catch (JedisConnectionException failed) {
            return false;
        }
    }

    private @org.jspecify.annotations.Nullable String direct(String key) {
        try (Jedis client = new Jedis("127.0.0.1", redis.port())) {
            return client.get(key);
        }
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(call);
    }
}
