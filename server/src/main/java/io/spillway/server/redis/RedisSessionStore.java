package io.spillway.server.redis;

import io.spillway.server.auth.Role;
import io.spillway.server.auth.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** Sessions as one text each, {@code role|created|last seen}, that Redis forgets by itself. */
public final class RedisSessionStore implements SessionStore {

    private final RedisConnection redis;

    public RedisSessionStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public void save(String key, Session session, Duration keep) {
        String value = session.role().label() + "|" + session.createdAt() + "|" + session.lastSeenAt();
        ask(() -> redis.commands().psetex(Keys.session(key), Math.max(1, keep.toMillis()), value));
    }

    @Override
    public Optional<Session> find(String key) {
        return Optional.ofNullable(ask(() -> redis.commands().get(Keys.session(key))))
                .flatMap(RedisSessionStore::parse);
    }

    @Override
    public void remove(String key) {
        ask(() -> redis.commands().del(Keys.session(key)));
    }

    /* Whoever else can write to Redis may have written nonsense: then nobody is signed in. */
    private static Optional<Session> parse(String value) {
        String[] parts = value.split("\\|", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Instant createdAt = Instant.parse(parts[1]);
            Instant lastSeenAt = Instant.parse(parts[2]);
            return Role.ofLabel(parts[0]).map(role -> new Session(role, createdAt, lastSeenAt));
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    private static <T extends @Nullable Object> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new UnavailableException("Redis does not answer for sessions: " + e.getMessage(), e);
        }
    }
}
