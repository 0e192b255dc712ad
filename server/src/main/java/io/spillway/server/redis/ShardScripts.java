package io.spillway.server.redis;

import io.spillway.server.task.QueueUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** Runs the scripts of a shard: the key and the clock come first, and a storage that fails is said in the queue's terms. */
final class ShardScripts {

    private final RedisConnection redis;
    private final @Nullable LongSupplier clock;

    /** @param clock ms, for tests; null for the clock of Redis */
    ShardScripts(RedisConnection redis, @Nullable LongSupplier clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /** @param args without the clock, which is added in front */
    Object run(LuaScript script, String type, int shard, List<String> args) {
        String now = clock == null ? "" : Long.toString(clock.getAsLong());
        List<String> all = new ArrayList<>(args.size() + 1);
        all.add(now);
        all.addAll(args);
        try {
            return redis.run(script, List.of(Keys.shard(type, shard)), all);
        } catch (JedisException e) {
            throw new QueueUnavailableException(
                    "Redis did not run " + script.name() + " for " + type + ": " + e.getMessage(), e);
        }
    }

    /** The types that were ever submitted, without what can't be one. */
    Set<String> types() {
        try {
            return redis.commands().smembers(Keys.TYPES).stream()
                    .filter(type -> type.matches("[a-z][a-z0-9-]{0,63}"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not return the types of tasks: " + e.getMessage(), e);
        }
    }

    /** The time that new ids carry. Only sorting hangs on it, so the node's own clock will do. */
    long millis() {
        return clock == null ? redis.millis() : clock.getAsLong();
    }

    RedisConnection redis() {
        return redis;
    }
}
