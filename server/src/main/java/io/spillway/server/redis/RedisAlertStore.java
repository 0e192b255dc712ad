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
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The alerts in one hash, each as its version, a space, and its JSON. The version is that of the last change when it was
 * written: a time in microseconds of the clock of Redis, or one more than the last where that is ahead, so no version is used
 * twice, even if Redis has lost some. As durable as the server's append-only file makes it.
 */
public final class RedisAlertStore implements AlertStore {

    static final int LIMIT = 100_000;

    private static final ObjectMapper JSON = StoredJson.builder().build();
    private static final List<String> KEYS = List.of(Keys.ALERTS, Keys.ALERTS_REVISION, Keys.ALERTS_RECENT);

    private final RedisConnection redis;
    private final int limit;
    private final LuaScript read = LuaScript.load("alerts_read.lua");
    private final LuaScript write = LuaScript.load("alerts_write.lua");
    private final LuaScript forget = LuaScript.load("alerts_forget.lua");
    private volatile Known last = Known.NOTHING;

    public RedisAlertStore(RedisConnection redis) {
        this(redis, LIMIT);
    }

    RedisAlertStore(RedisConnection redis, int limit) {
        this.redis = redis;
        this.limit = limit;
    }

    /** Says which state is known, and is told only what differs where no more than the last changes are missing. */
    @Override
    public Snapshot read() {
        Known known = last;
        List<?> reply = (List<?>) answered(() -> redis.run(read, KEYS, List.of(known.revision())));
        String revision = (String) reply.getFirst();
        if (revision.equals(known.revision())) {
            return known.snapshot();
        }
        Map<String, Versioned> alerts = switch (Differing.of(reply.subList(1, reply.size()))) {
            case Differing.Fields(var texts) -> changed(known.alerts(), texts);
            /* The revision was read before the alerts: a change between the two is read twice rather than never. */
            case Differing.Unknown() -> everything(known.alerts());
        };
        Known fresh = Known.of(revision, alerts);
        last = fresh;
        return fresh.snapshot();
    }

    private static Map<String, Versioned> changed(
            Map<String, Versioned> known, Map<String, @Nullable String> differing) {
        Map<String, Versioned> alerts = new HashMap<>(known);
        differing.forEach((fingerprint, text) -> {
            if (text == null) {
                alerts.remove(fingerprint);
            } else {
                alerts.put(fingerprint, read(text));
            }
        });
        return alerts;
    }

    private Map<String, Versioned> everything(Map<String, Versioned> known) {
        Map<String, Versioned> alerts = new HashMap<>();
        answered(() -> redis.commands().hgetAll(Keys.ALERTS)).forEach((fingerprint, value) -> {
            Versioned before = known.get(fingerprint);
            boolean same = before != null && value.startsWith(before.version() + " ");
            alerts.put(fingerprint, same ? before : read(value));
        });
        return alerts;
    }

    /** @param revision as it is kept */
    private record Known(String revision, Map<String, Versioned> alerts, Snapshot snapshot) {

        static final Known NOTHING = of("none", Map.of());

        static Known of(String revision, Map<String, Versioned> alerts) {
            // What is no number was not written here, and the next change writes one.
            long number = revision.matches("[0-9]{1,18}") ? Long.parseLong(revision) : 0;
            return new Known(revision, alerts, new Snapshot(number, List.copyOf(alerts.values())));
        }
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
