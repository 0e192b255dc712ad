package io.spillway.server.redis;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.StorageStatus.MemoryUse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisException;

/**
 * How full the memory of Redis is; of several servers, that of the fullest. Submissions are refused before it is full, so
 * that claims and settlements, which need a little more of it for a moment, still pass and free it.
 */
public final class RedisMemory {

    private final RedisConnection redis;
    private final MemoryLimits limits;
    private volatile Optional<Reading> last = Optional.empty();
    private volatile boolean refusing;

    public RedisMemory(RedisConnection redis, MemoryLimits limits) {
        this.redis = redis;
        this.limits = limits;
    }

    private record Reading(String server, MemoryUse use) {}

    /** Looks, and decides. While nothing answers nothing is known, and it stays as it was. */
    public void runOnce() {
        last = fullest();
        last.ifPresent(reading -> {
            double share = reading.use().share();
            refusing = refusing ? share >= limits.acceptBelow() : share >= limits.refuseAbove();
        });
    }

    private Optional<Reading> fullest() {
        try {
            return redis.masters().stream()
                    .flatMap(master -> read(master).stream())
                    .filter(reading -> reading.use().max() > 0)
                    .max(Comparator.comparingDouble(reading -> reading.use().share()));
        } catch (JedisException e) {
            return Optional.empty();
        }
    }

    private static Optional<Reading> read(RedisMaster master) {
        try {
            String answer = master.ask(server -> server.info("memory"));
            return Optional.of(new Reading(master.name(), new MasterInfo(answer).memory()));
        } catch (JedisException e) {
            // Said by the inspection. What the other servers of a cluster say still counts.
            return Optional.empty();
        }
    }

    /** What was seen last; empty while nothing is known. */
    public Optional<MemoryUse> use() {
        return last.map(Reading::use);
    }

    /** Why no submission is taken now, or empty. */
    public Optional<String> refusal() {
        return refusing
                ? Optional.of("The memory of Redis is nearly full, so no new tasks are taken until some have ended and"
                        + " expired. Send the task again later, with the same idempotency key.")
                : Optional.empty();
    }

    public List<NodeProblem> problems() {
        return last
                .filter(reading -> refusing || reading.use().share() >= limits.acceptBelow())
                .map(reading -> new NodeProblem(
                        refusing ? Kind.REDIS_FULL : Kind.REDIS_MEMORY, reading.server(), percent(reading.use())))
                .stream()
                .toList();
    }

    private static String percent(MemoryUse use) {
        return String.format(Locale.ROOT, "%.0f", use.share() * 100);
    }
}
