package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertStore;
import io.spillway.server.alert.IntakeUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The alerts in one hash, each as its version, a space, and its JSON. The version is the count of changes when it was
 * written, so no version is used twice. As durable as the server's append-only file makes it.
 */
public final class RedisAlertStore implements AlertStore {

    static final int LIMIT = 100_000;

    private static final ObjectMapper JSON = StoredJson.builder().build();
    private static final List<String> KEYS = List.of(Keys.ALERTS, Keys.ALERTS_REVISION);

    private final RedisConnection redis;
    private final int limit;
    private final LuaScript write = LuaScript.load("alerts_write.lua");
    private final LuaScript forget = LuaScript.load("alerts_forget.lua");

    public RedisAlertStore(RedisConnection redis) {
        this(redis, LIMIT);
    }

    RedisAlertStore(RedisConnection redis, int limit) {
        this.redis = redis;
        this.limit = limit;
    }

    @Override
    public long revision() {
        String revision = answered(() -> redis.commands().get(Keys.ALERTS_REVISION));
        return revision == null ? 0 : Long.parseLong(revision);
    }

    @Override
    public List<Versioned> all() {
        return answered(() -> redis.commands().hvals(Keys.ALERTS)).stream()
                .map(RedisAlertStore::read)
                .toList();
    }

    @Override
    public Map<String, Versioned> find(Collection<String> fingerprints) {
        if (fingerprints.isEmpty()) {
            return Map.of();
        }
        String[] fields = fingerprints.toArray(String[]::new);
        List<String> values = answered(() -> redis.commands().hmget(Keys.ALERTS, fields));
        Map<String, Versioned> found = new HashMap<>();
        for (int i = 0; i < fields.length; i++) {
            String value = values.get(i);
            if (value != null) {
                found.put(fields[i], read(value));
            }
        }
        return found;
    }

    @Override
    public boolean write(List<Versioned> alerts) {
        List<String> args = new ArrayList<>(1 + 3 * alerts.size());
        args.add(Integer.toString(limit));
        for (Versioned each : alerts) {
            args.add(each.alert().fingerprint());
            args.add(Long.toString(each.version()));
            args.add(StoredJson.write(JSON, each.alert()));
        }
        String word = (String) answered(() -> redis.run(write, KEYS, args));
        return switch (word) {
            case "written" -> true;
            case "conflict" -> false;
            case "full" -> throw new IntakeUnavailableException("already " + limit + " alerts are kept", null);
            default -> throw new IllegalStateException("alerts_write.lua answered " + word);
        };
    }

    @Override
    public int forget(List<Versioned> alerts) {
        List<String> args = new ArrayList<>(2 * alerts.size());
        for (Versioned each : alerts) {
            args.add(each.alert().fingerprint());
            args.add(Long.toString(each.version()));
        }
        return Math.toIntExact((Long) answered(() -> redis.run(forget, KEYS, args)));
    }

    private static Versioned read(String value) {
        int space = value.indexOf(' ');
        try {
            return new Versioned(
                    JSON.readValue(value.substring(space + 1), Alert.class), Long.parseLong(value, 0, space, 10));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IntakeUnavailableException("what is kept under " + Keys.ALERTS + " cannot be read", e);
        }
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (JedisException e) {
            throw new IntakeUnavailableException("Redis does not keep alerts now: " + e.getMessage(), e);
        }
    }
}
