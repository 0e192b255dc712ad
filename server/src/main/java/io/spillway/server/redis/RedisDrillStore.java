package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.drill.AbortRequest;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillStore;
import io.spillway.server.task.QueueUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/** Drills as JSON in one hash, and the right to run one as a key that expires. */
public final class RedisDrillStore implements DrillStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisDrillStore.class);
    private static final LuaScript SAVE = LuaScript.load("drill_save.lua");
    private static final ObjectMapper JSON = StoredJson.builder().build();
    private static final List<String> KEYS = List.of(Keys.DRILL_LEASE, Keys.DRILLS, Keys.DRILL_ORDER, Keys.DRILL_ABORT);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration KEPT = Duration.ofDays(366);

    private final RedisConnection redis;
    private final Duration lease;

    public RedisDrillStore(RedisConnection redis) {
        this(redis, LEASE);
    }

    RedisDrillStore(RedisConnection redis, Duration lease) {
        this.redis = redis;
        this.lease = lease;
    }

    @Override
    public Optional<DrillId> begin(Drill drill) {
        List<?> reply = write("begin", drill);
        return word(reply).equals("busy") ? DrillId.parse(String.valueOf(reply.get(1))) : Optional.empty();
    }

    @Override
    public Saved save(Drill drill) {
        List<?> reply = write(drill.isOver() ? "end" : "go", drill);
        return switch (word(reply)) {
            case "kept" -> new Saved(false, abort(String.valueOf(reply.get(1)), drill.id()));
            case "lost" -> new Saved(true, null);
            default -> throw new IllegalStateException("drill_save.lua answered " + reply.getFirst());
        };
    }

    @Override
    public boolean bury(Drill drill) {
        return word(write("bury", drill)).equals("kept");
    }

    private List<?> write(String what, Drill drill) {
        List<String> args = List.of(
                what,
                drill.id().ulid(),
                StoredJson.write(JSON, drill),
                Long.toString(drill.startedAt().toEpochMilli()),
                Long.toString(lease.toMillis()),
                Integer.toString(DrillDesk.KEPT),
                Long.toString(KEPT.toMillis()));
        return (List<?>) ask(() -> redis.run(SAVE, KEYS, args));
    }

    private static String word(List<?> reply) {
        return String.valueOf(reply.getFirst());
    }

    @Override
    public Optional<DrillId> underWay() {
        return Optional.ofNullable(ask(() -> redis.commands().get(Keys.DRILL_LEASE)))
                .flatMap(DrillId::parse);
    }

    @Override
    public void ask(AbortRequest request) {
        ask(() -> redis.commands()
                .set(
                        Keys.DRILL_ABORT,
                        StoredJson.write(JSON, request),
                        SetParams.setParams().px(Duration.ofHours(1).toMillis())));
    }

    @Override
    public Optional<Drill> find(DrillId id) {
        return read(ask(() -> redis.commands().hget(Keys.DRILLS, id.ulid())));
    }

    @Override
    public List<Drill> recent(int limit) {
        List<String> ids = ask(() -> redis.commands().zrevrange(Keys.DRILL_ORDER, 0, limit - 1));
        if (ids.isEmpty()) {
            return List.of();
        }
        return ask(() -> redis.commands().hmget(Keys.DRILLS, ids.toArray(String[]::new))).stream()
                .filter(Objects::nonNull)
                .flatMap(text -> read(text).stream())
                .toList();
    }

    private static Optional<Drill> read(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(JSON.readValue(text, Drill.class));
        } catch (JsonProcessingException e) {
            LOG.debug("What stands under {} is passed over: {}", Keys.DRILLS, e.getMessage());
            return Optional.empty();
        }
    }

    /* A wish that another drill ends is none of this one's. */
    private static @Nullable AbortRequest abort(String text, DrillId id) {
        try {
            AbortRequest request = text.isEmpty() ? null : JSON.readValue(text, AbortRequest.class);
            return request == null || !request.id().equals(id) ? null : request;
        } catch (JsonProcessingException e) {
            LOG.debug("What stands under {} is passed over: {}", Keys.DRILL_ABORT, e.getMessage());
            return null;
        }
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis does not answer for drills: " + e.getMessage(), e);
        }
    }
}
