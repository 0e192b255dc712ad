package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.effect.EffectStore;
import io.spillway.server.effect.Engagement;
import io.spillway.server.effect.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisException;

/** The ledger under one key with its version, and the engagements that have ended in a list, the newest last. */
public final class RedisEffectStore implements EffectStore {

    static final int KEPT = 500;

    private static final Duration EXPIRES = Duration.ofDays(30);
    private static final ObjectMapper JSON =
            StoredJson.builder().addModule(new ScopeModule()).build();
    private static final LuaScript REPLACE = LuaScript.load("effect_replace.lua");
    private static final List<String> KEYS = List.of(Keys.EFFECT, Keys.ENGAGEMENTS);

    private final RedisConnection redis;

    public RedisEffectStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Ledger load() {
        String state = answered(() -> redis.commands().hget(Keys.EFFECT, "state"));
        return state == null ? Ledger.EMPTY : read(state, Ledger.class);
    }

    @Override
    public boolean replace(long expected, Ledger next, List<Engagement> ended) {
        List<String> args = new ArrayList<>(List.of(
                Long.toString(expected),
                Long.toString(next.version()),
                StoredJson.write(JSON, next),
                Integer.toString(KEPT),
                Long.toString(EXPIRES.toMillis())));
        ended.forEach(each -> args.add(StoredJson.write(JSON, each)));
        String word = (String) answered(() -> redis.run(REPLACE, KEYS, args));
        return switch (word) {
            case "replaced" -> true;
            case "conflict" -> false;
            default -> throw new IllegalStateException("effect_replace.lua answered " + word);
        };
    }

    @Override
    public List<Engagement> ended(int limit) {
        return answered(() -> redis.commands().lrange(Keys.ENGAGEMENTS, -limit, -1)).reversed().stream()
                .map(text -> read(text, Engagement.class))
                .toList();
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UnavailableException("what is kept of engagements cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (JedisException e) {
            throw new UnavailableException("Redis does not answer for the engagements: " + e.getMessage(), e);
        }
    }
}
