package io.spillway.server.redis;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.audit.ChainCheck;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The audit log as a stream whose ids are the entries' numbers, and the head beside it. The last 100,000 entries or a
 * few more are kept.
 */
public final class RedisAuditStore implements AuditStore {

    private static final LuaScript APPEND = LuaScript.load("audit_append.lua");

    private final RedisConnection redis;

    public RedisAuditStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Optional<Head> head() {
        List<String> head = ask(() -> redis.commands().hmget(Keys.AUDIT_HEAD, "sequence", "hash"));
        return head.contains(null) ? Optional.empty() : Optional.of(new Head(Long.parseLong(head.get(0)), head.get(1)));
    }

    @Override
    public Appended append(AuditEntry entry, String name) {
        List<String> keys = List.of(Keys.AUDIT_LOG, Keys.AUDIT_HEAD, Keys.AUDIT_NAMES);
        List<String> args = List.of(
                Long.toString(entry.sequence()),
                entry.previousHash(),
                entry.hash(),
                Integer.toString(ChainCheck.KEPT),
                entry.at().toString(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.change(),
                entry.reason(),
                name);
        List<?> reply = (List<?>) ask(() -> redis.run(APPEND, keys, args));
        return switch ((String) reply.getFirst()) {
            case "appended" -> new Appended.Written();
            case "behind" ->
                new Appended.Behind(new Head(Long.parseLong((String) reply.get(1)), (String) reply.get(2)));
            case "known" -> new Appended.Known();
            default -> throw new IllegalStateException("audit_append.lua answered '" + reply.getFirst() + "'");
        };
    }

    @Override
    public List<AuditEntry> before(long sequence, int limit) {
        StreamEntryID end = new StreamEntryID(Math.max(0, sequence - 1), 0);
        return ask(() -> redis.commands().xrevrange(Keys.AUDIT_LOG, end, StreamEntryID.MINIMUM_ID, limit)).stream()
                .map(RedisAuditStore::entry)
                .toList();
    }

    @Override
    public List<AuditEntry> from(long sequence, int limit) {
        StreamEntryID start = new StreamEntryID(sequence, 0);
        return ask(() -> redis.commands().xrange(Keys.AUDIT_LOG, start, StreamEntryID.MAXIMUM_ID, limit)).stream()
                .map(RedisAuditStore::entry)
                .toList();
    }

    /* A field that somebody took out reads as empty: the hash tells. */
    private static AuditEntry entry(StreamEntry stored) {
        Map<String, String> fields = stored.getFields();
        return new AuditEntry(
                stored.getID().getTime(),
                instant(fields.getOrDefault("at", "")),
                fields.getOrDefault("actor", ""),
                fields.getOrDefault("action", ""),
                fields.getOrDefault("subject", ""),
                fields.getOrDefault("change", ""),
                fields.getOrDefault("reason", ""),
                fields.getOrDefault("previous", ""),
                fields.getOrDefault("hash", ""));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException altered) {
            return Instant.EPOCH;
        }
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new UnavailableException("Redis does not answer for the audit log: " + e.getMessage(), e);
        }
    }
}
