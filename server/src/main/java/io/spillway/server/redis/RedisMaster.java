package io.spillway.server.redis;

import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;

/**
 * One server that takes writes: the only one, or one of a cluster's.
 *
 * @param name {@code host:port}
 * @param tag what a key must have in braces to lie on it
 */
record RedisMaster(String name, String tag, Supplier<Connection> connections) {

    /** Asks this very server. Throws Jedis's exceptions. */
    <T> T ask(Function<Jedis, T> question) {
        try (Jedis redis = new Jedis(connections.get())) {
            return question.apply(redis);
        }
    }
}
