package io.spillway.executor.stockdeduct;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** What is left of each item, in Redis. */
final class Stock {

    /** Longer than any task is retried or replayed by hand. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final String SCRIPT = resource("deduct.lua");

    private final Redis redis;
    private final Map<String, Long> seed;
    private volatile boolean seeded;
    private volatile String sha = "";

    Stock(Redis redis, Map<String, Long> seed) {
        this.redis = redis;
        this.seed = seed;
    }

    /** Seeds at the start if Redis is there; if it is not, the first deduction does. */
    void seedIfReachable(System.Logger logger) {
        try (Connection connection = redis.connection(redis.timeout())) {
            seed(connection);
        } catch (JedisException e) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "the stock is not reachable yet; it is seeded at the first deduction: " + e.getMessage());
        }
    }

    /** Throws a {@link JedisException} if Redis does not answer within {@code left}. */
    Deduction deduct(String sku, long quantity, String idempotencyKey, Duration left) {
        try (Connection connection = redis.connection(left)) {
            if (!seeded) {
                seed(connection);
            }
            List<?> reply = evaluate(connection, sku, quantity, idempotencyKey);
            String status = text(reply.get(0)).toUpperCase(Locale.ROOT);
            return new Deduction(Deduction.Status.valueOf(status), Long.parseLong(text(reply.get(1))));
        }
    }

    /* Two that seed at the same time do no harm: a stock is set only where there is none. */
    private void seed(Connection connection) {
        for (Map.Entry<String, Long> item : seed.entrySet()) {
            connection.executeCommand(new CommandArguments(Command.SET)
                    .key(leftKey(item.getKey()))
                    .add(item.getValue())
                    .add("NX"));
        }
        seeded = true;
    }

    private List<?> evaluate(Connection connection, String sku, long quantity, String idempotencyKey) {
        if (sha.isEmpty()) {
            sha = load(connection);
        }
        try {
            return run(connection, sku, quantity, idempotencyKey);
        } catch (JedisNoScriptException restarted) {
            sha = load(connection);
            return run(connection, sku, quantity, idempotencyKey);
        }
    }

    private static String load(Connection connection) {
        return text(connection.executeCommand(
                new CommandArguments(Command.SCRIPT).add("LOAD").add(SCRIPT)));
    }

    private List<?> run(Connection connection, String sku, long quantity, String idempotencyKey) {
        return (List<?>) connection.executeCommand(new CommandArguments(Command.EVALSHA)
                .add(sha)
                .add(2)
                .key(leftKey(sku))
                .key(doneKey(sku, idempotencyKey))
                .add(quantity)
                .add(REMEMBERED.toSeconds()));
    }

    static String leftKey(String sku) {
        return "stock:{" + URLEncoder.encode(sku, StandardCharsets.UTF_8) + "}:left";
    }

    /* The item is encoded, so that a brace in its name does not end the hash tag: both keys share a slot. */
    static String doneKey(String sku, String idempotencyKey) {
        return "stock:{" + URLEncoder.encode(sku, StandardCharsets.UTF_8) + "}:done:" + idempotencyKey;
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }

    private static String resource(String name) {
        try (InputStream stream = Stock.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the plugin's jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
