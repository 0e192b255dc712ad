package io.spillway.server.redis;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/** A node's subscription to the bell, made anew whenever its connection breaks. */
final class BellRope implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BellRope.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Supplier<Jedis> connect;
    private final Consumer<String> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Subscription subscription = new Subscription();
    private volatile boolean heard;

    private BellRope(Supplier<Jedis> connect, Consumer<String> listener) {
        this.connect = connect;
        this.listener = listener;
    }

    /** @param listener takes each message, on one thread; must be quick */
    static BellRope hold(Supplier<Jedis> connect, Consumer<String> listener) {
        BellRope rope = new BellRope(connect, listener);
        Thread.ofPlatform().daemon().name("bell").start(rope::listenUntilClosed);
        return rope;
    }

    private void listenUntilClosed() {
        boolean warned = false;
        try {
            Duration pause;
            do {
                heard = false;
                pause = PAUSE;
                try (Jedis subscriber = connect.get()) {
                    subscriber.subscribe(subscription, Keys.BELL);
                } catch (JedisException e) {
                    if (heard) {
                        warned = false;
                    }
                    if (heard && e.getCause() instanceof SocketTimeoutException) {
                        // Nothing rang for a while. The wait is bounded, since a connection may die without a word.
                        pause = Duration.ZERO;
                    } else if (!warned && closed.getCount() > 0) {
                        LOG.warn(
                                "The bell is silent until Redis answers again; tasks and tiers are found by looking: {}",
                                e.getMessage());
                        warned = true;
                    }
                } catch (RuntimeException e) {
                    LOG.warn("The bell is silent for a moment", e);
                }
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (subscription.isSubscribed()) {
            try {
                subscription.unsubscribe();
            } catch (JedisException e) {
                LOG.debug("The bell's connection had already gone: {}", e.getMessage());
            }
        }
    }

    private final class Subscription extends JedisPubSub {
        @Override
        public void onSubscribe(String channel, int channels) {
            heard = true;
            if (closed.getCount() == 0) {
                // Closed while it connected: there was nothing to unsubscribe from then.
                unsubscribe();
            }
        }

        @Override
        public void onMessage(String channel, String message) {
            listener.accept(message);
        }
    }
}
