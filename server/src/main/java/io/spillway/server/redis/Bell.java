package io.spillway.server.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

/**
 * The channel on which scripts say that tasks wait, that one was canceled, or that the tiers changed. Its messages may be
 * lost, so whoever listens also looks by itself from time to time. All listeners of a node share one subscription: each
 * more would cost Redis a message for each that is sent.
 */
final class Bell {

    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);

    private final Supplier<Jedis> connect;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable BellRope rope;

    /** @param connect opens a connection for the subscription */
    Bell(Supplier<Jedis> connect) {
        this.connect = connect;
    }

    /** Hears each message: must be quick, and must not throw. */
    @FunctionalInterface
    interface Listener {
        /**
         * @param word what happened
         * @param argument to what
         */
        void rang(String word, String argument);
    }

    /** @return what ends the listening */
    synchronized AutoCloseable listen(Listener listener) {
        listeners.add(listener);
        if (rope == null) {
            rope = BellRope.hold(connect, this::ring);
        }
        return () -> leave(listener);
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
        if (listeners.isEmpty() && rope != null) {
            rope.close();
            rope = null;
        }
    }

    private void ring(String message) {
        int space = message.indexOf(' ');
        if (space > 0) {
            String word = message.substring(0, space);
            String argument = message.substring(space + 1);
            for (Listener listener : listeners) {
                try {
                    listener.rang(word, argument);
                } catch (RuntimeException e) {
                    LOG.warn("A listener of the bell failed", e);
                }
            }
        }
    }
}
