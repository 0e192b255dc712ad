package io.spillway.server;

import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.redis.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Why the server is not ready. Asks Redis once a second at the most, however often it is asked itself. */
final class Readiness {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final RedisConnection redis;
    private final HandlerRegistry handlers;
    private final LongSupplier nanoTime;
    private Optional<String> redisProblem = Optional.empty();
    private long askedAt;
    private boolean asked;

    Readiness(RedisConnection redis, HandlerRegistry handlers, LongSupplier nanoTime) {
        this.redis = redis;
        this.handlers = handlers;
        this.nanoTime = nanoTime;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        redisProblem().ifPresent(problems::add);
        if (handlers.all().isEmpty()) {
            problems.add("no plugin is loaded, so no task can run: see /plugins");
        }
        return problems;
    }

    private synchronized Optional<String> redisProblem() {
        long now = nanoTime.getAsLong();
        if (!asked || now - askedAt > FRESH.toNanos()) {
            asked = true;
            redisProblem = redis.problem();
            askedAt = now;
        }
        return redisProblem;
    }
}
