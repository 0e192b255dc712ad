package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.system.FaultProxy.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Timeout(30)
final class FaultProxyTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);

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
        Jedis open = client();
        open.ping();

        proxy.inject(Mode.RESET, 100);

        assertFails(() -> {
            try (open) {
                open.ping();
            }
        });
        assertThat(pings()).isFalse();
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
        proxy.inject(Mode.RESET, 50);

        int succeeded = 0;
        for (int i = 0; i < 100; i++) {
            try (Jedis client = client()) {
                client.incr("count");
                succeeded++;
            } catch (JedisConnectionException reset) {
                assertThat(proxy.faults()).isPositive();
            }
        }

        assertThat(succeeded).isBetween(5, 95);
        assertThat(direct("count")).isEqualTo("" + succeeded);
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
    void failsAsOftenAsItIsTold() throws IOException {
        proxy.inject(Mode.RESET_AFTER_FORWARD, 30);
        int requests = 500;

        int answered = 0;
        for (int i = 0; i < requests; i++) {
            answered += isAnswered("PING\r\n") ? 1 : 0;
        }

        assertThat(answered).isBetween(requests * 6 / 10, requests * 8 / 10);
        assertThat(proxy.faults()).isEqualTo(requests - answered);
    }

    /** As a server does: many commands in one request, of which all have their effect, and none its answer. */
    @Test
    void losesTheAnswersOfAWholePipeline() {
        try (Jedis client = client()) {
            client.ping();

            proxy.inject(Mode.RESET_AFTER_FORWARD, 100);
            assertFails(() -> {
                Pipeline pipeline = client.pipelined();
                for (int i = 0; i < 100; i++) {
                    pipeline.incr("count");
                }
                pipeline.sync();
            });
        }

        Await.until("all effects", PATIENCE, () -> "100".equals(direct("count")));
    }

    @Test
    void passesMessagesToSubscribersUntilTheirConnectionIsReset() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        JedisPubSub subscription = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
                heard.add("subscribed");
            }

            @Override
            public void onMessage(String channel, String message) {
                heard.add(message);
            }
        };
        Thread subscriber = Thread.ofVirtual().start(() -> {
            try (Jedis client = StockRedis.client(proxy.port(), Duration.ofSeconds(20))) {
                client.subscribe(subscription, "bell");
            } catch (JedisConnectionException reset) {
                heard.add("reset");
            }
        });
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("subscribed");

        try (Jedis publisher = StockRedis.client(redis.port(), PATIENCE)) {
            publisher.publish("bell", "ding");
        }
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("ding");

        proxy.inject(Mode.RESET, 100);
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("reset");
        assertThat(subscriber.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void slowsEachRequest() {
        proxy.slow(Duration.ofMillis(50));
        long start = System.nanoTime();

        assertThat(pings()).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    /* One request in one connection: a client of Redis begins with requests of its own. */
    private boolean isAnswered(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '+';
        } catch (SocketException reset) {
            return false;
        }
    }

    private Jedis client() {
        return StockRedis.client(proxy.port(), PATIENCE);
    }

    private boolean pings() {
        try (Jedis client = client()) {
            return client.ping().equals("PONG");
        } catch (JedisConnectionException failed) {
            return false;
        }
    }

    private @org.jspecify.annotations.Nullable String direct(String key) {
        try (Jedis client = StockRedis.client(redis.port(), PATIENCE)) {
            return client.get(key);
        }
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(call);
    }
}
