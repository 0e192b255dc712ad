package io.spillway.server.redis;

import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The channel on which scripts say that tasks wait or that one was canceled. Its messages may be lost, so whoever
 * listens also looks by itself from time to time.
 */
final class Bell implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RedisConnection redis;
    private final TaskQueue.Listener listener;
    private final String self;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Subscription subscription = new Subscription();
    private volatile boolean heard;

    private Bell(RedisConnection redis, TaskQueue.Listener listener, String self) {
        this.redis = redis;
        this.listener = listener;
        this.self = self;
    }

    /** @param self whose submissions are not told: it knows of them sooner than the bell; empty for nobody */
    static AutoCloseable subscribe(RedisConnection redis, TaskQueue.Listener listener, String self) {
        Bell bell = new Bell(redis, listener, self);
        Thread.ofVirtual().name("bell").start(bell::listenUntilClosed);
        return bell;
    }

    private void listenUntilClosed() {
        boolean warned = false;
        try {
            Duration pause;
            do {
                heard = false;
                pause = PAUSE;
                try (Jedis subscriber = redis.openSubscriber()) {
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
                                "The bell is silent until Redis answers again; tasks are found by looking: {}",
                                e.getMessage());
                        warned = true;
                    }
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
            String[] words = message.split(" ", 3);
            boolean own = words.length == 3 && words[2].equals(self);
            if (words.length < 2 || own) {
                return;
            }
            if (words[0].equals("claimable")) {
                listener.claimable(words[1]);
            } else if (words[0].equals("canceled")) {
                TaskId.parse(words[1]).ifPresent(listener::canceled);
            }
        }
    }
}
