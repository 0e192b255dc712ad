package io.spillway.server;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.redis.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What is wrong with this node. Asks Redis once a second at the most, however often it is asked itself. */
final class Readiness {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final RedisConnection redis;
    private final HandlerRegistry handlers;
    private final Supplier<List<NodeProblem>> noted;
    private final LongSupplier nanoTime;
    private Optional<NodeProblem> redisProblem = Optional.empty();
    private long askedAt;
    private boolean asked;

    /** @param noted by those that look by themselves, from time to time */
    Readiness(
            RedisConnection redis, HandlerRegistry handlers, Supplier<List<NodeProblem>> noted, LongSupplier nanoTime) {
        this.redis = redis;
        this.handlers = handlers;
        this.noted = noted;
        this.nanoTime = nanoTime;
    }

    List<NodeProblem> problems() {
        List<NodeProblem> problems = new ArrayList<>();
        Optional<NodeProblem> away = redisProblem();
        away.ifPresent(problems::add);
        noted.get().stream().filter(each -> isStill(each, away)).forEach(problems::add);
        if (handlers.all().isEmpty()) {
            problems.add(new NodeProblem(Kind.NO_PLUGIN, "", ""));
        }
        return problems;
    }

    /** What was noted of Redis a while ago says nothing while it is away; and one that answers again is not. */
    private boolean isStill(NodeProblem noted, Optional<NodeProblem> away) {
        return away.isEmpty() ? noted.kind() != Kind.REDIS_AWAY || redis.isCluster() : noted.kind() == Kind.NODE_NAME;
    }

    private synchronized Optional<NodeProblem> redisProblem() {
        long now = nanoTime.getAsLong();
        if (!asked || now - askedAt > FRESH.toNanos()) {
            asked = true;
            redisProblem = redis.problem().map(why -> new NodeProblem(Kind.REDIS_AWAY, redis.address(), why));
            askedAt = now;
        }
        return redisProblem;
    }
}
