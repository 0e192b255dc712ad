package io.spillway.server.redis;

import io.spillway.server.limits.LimitStore;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The limits that people set, in a hash of the shard that they limit. Thread-safe. */
public final class RedisLimitStore implements LimitStore {

    private static final LuaScript SET = LuaScript.load("limits.lua");
    private static final LuaScript CLEAR = LuaScript.load("limits_clear.lua");
    private static final LuaScript USE = LuaScript.load("use.lua");
    private static final int SHARD = 0;
    private static final String NO_LIMIT = "-1";

    private final ShardScripts scripts;

    public RedisLimitStore(RedisConnection redis) {
        this(redis, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisLimitStore(RedisConnection redis, @Nullable LongSupplier clock) {
        this.scripts = new ShardScripts(redis, clock);
    }

    @Override
    public void set(String type, ManualLimits.Change change) {
        ManualLimits.Values values = change.values();
        Duration ttl = change.ttl();
        scripts.run(
                SET,
                type,
                SHARD,
                List.of(
                        Keys.BELL,
                        type,
                        values.concurrency().map(RedisLimitStore::text).orElse(""),
                        values.perSecond()
                                .map(rate -> rate.isInfinite() ? NO_LIMIT : rate.toString())
                                .orElse(""),
                        values.perKey().map(RedisLimitStore::text).orElse(""),
                        change.by(),
                        change.reason(),
                        ttl == null ? "" : Long.toString(ttl.toMillis())));
    }

    private static String text(int limit) {
        return limit == Integer.MAX_VALUE ? NO_LIMIT : Integer.toString(limit);
    }

    @Override
    public boolean clear(String type) {
        String word = String.valueOf(scripts.run(CLEAR, type, SHARD, List.of(Keys.BELL, type)));
        return switch (word) {
            case "cleared" -> true;
            case "none" -> false;
            default -> throw new IllegalStateException("limits_clear.lua answered '" + word + "'");
        };
    }

    @Override
    public Map<String, TypeUse> use(Collection<String> types, int keys) {
        Map<String, TypeUse> result = new TreeMap<>();
        for (String type : types) {
            result.put(type, use((List<?>) scripts.run(USE, type, SHARD, List.of(Integer.toString(keys)))));
        }
        return result;
    }

    @Override
    public Set<String> types() {
        return scripts.types();
    }

    private static TypeUse use(List<?> reply) {
        List<?> busiest = (List<?>) reply.get(4);
        List<TypeUse.BusyKey> keys = new ArrayList<>(busiest.size() / 3);
        for (int i = 0; i < busiest.size(); i += 3) {
            keys.add(new TypeUse.BusyKey(
                    String.valueOf(busiest.get(i)), (Long) busiest.get(i + 1), (Long) busiest.get(i + 2)));
        }
        return new TypeUse(
                manual((List<?>) reply.get(0)),
                (Long) reply.get(1),
                Double.parseDouble(String.valueOf(reply.get(2))),
                (Long) reply.get(3),
                keys);
    }

    private static Optional<ManualLimits> manual(List<?> reply) {
        if (reply.isEmpty()) {
            return Optional.empty();
        }
        List<String> set = reply.stream().map(String::valueOf).toList();
        return Optional.of(new ManualLimits(
                new ManualLimits.Values(
                        whole(set.get(0)), number(set.get(1), Double.POSITIVE_INFINITY), whole(set.get(2))),
                set.get(3),
                set.get(4),
                number(set.get(5), 0.0).map(RedisLimitStore::instant).orElse(Instant.EPOCH),
                number(set.get(6), 0.0).map(RedisLimitStore::instant).orElse(null)));
    }

    private static Instant instant(double millis) {
        return Instant.ofEpochMilli((long) millis);
    }

    private static Optional<Integer> whole(String text) {
        return number(text, Integer.MAX_VALUE).map(Double::intValue);
    }

    /* Whoever can write to Redis can write anything there: what is no number is not set, as the scripts see it. */
    private static Optional<Double> number(String text, double negative) {
        try {
            double number = Double.parseDouble(text);
            return Double.isNaN(number) ? Optional.empty() : Optional.of(number < 0 ? negative : number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
