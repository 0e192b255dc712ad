package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.breaker.ForcedBreakers;
import io.spillway.server.task.QueueUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** The breakers that people hold, in one hash, with their times by the clock of Redis. Thread-safe. */
public final class RedisForcedBreakers implements ForcedBreakers {

    private static final Logger LOG = LoggerFactory.getLogger(RedisForcedBreakers.class);
    private static final LuaScript FORCE = LuaScript.load("breakers_force.lua");
    private static final LuaScript FORCED = LuaScript.load("breakers_forced.lua");
    private static final ObjectMapper JSON = StoredJson.builder().build();
    private static final List<String> KEYS = List.of(Keys.BREAKERS);
    private static final int LIMIT = 1000;

    private final RedisConnection redis;
    private final @Nullable LongSupplier clock;

    /** What stands there beside the times. */
    private record What(ForcedBreaker.Mode mode, String by, String reason) {}

    public RedisForcedBreakers(RedisConnection redis) {
        this(redis, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisForcedBreakers(RedisConnection redis, @Nullable LongSupplier clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public void set(Change change) {
        String what = StoredJson.write(JSON, new What(change.mode(), change.by(), change.reason()));
        List<String> args =
                List.of(now(), change.type(), Long.toString(change.ttl().toMillis()), what);
        ask(() -> redis.run(FORCE, KEYS, args));
    }

    @Override
    public boolean clear(String type) {
        return ask(() -> redis.commands().hdel(Keys.BREAKERS, type)) > 0;
    }

    @Override
    public List<ForcedBreaker> all() {
        List<?> reply = (List<?>) ask(() -> redis.run(FORCED, KEYS, List.of(now(), Integer.toString(LIMIT))));
        List<ForcedBreaker> all = new ArrayList<>(reply.size() / 2);
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            read(String.valueOf(reply.get(i)), String.valueOf(reply.get(i + 1))).ifPresent(all::add);
        }
        return all;
    }

    private String now() {
        return clock == null ? "" : Long.toString(clock.getAsLong());
    }

    /** What is held, or empty where somebody else wrote what stands there. */
    private static Optional<ForcedBreaker> read(String type, String value) {
        String[] parts = value.split(" ", 3);
        if (parts.length < 3) {
            return Optional.empty();
        }
        try {
            What what = JSON.readValue(parts[2], What.class);
            return Optional.of(new ForcedBreaker(
                    type,
                    what.mode(),
                    what.by(),
                    what.reason(),
                    Instant.ofEpochMilli(Long.parseLong(parts[1])),
                    Instant.ofEpochMilli(Long.parseLong(parts[0]))));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.debug("What stands for {} under {} is passed over: {}", type, Keys.BREAKERS, e.getMessage());
            return Optional.empty();
        }
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis does not answer for the breakers: " + e.getMessage(), e);
        }
    }
}
