package io.spillway.server.web;

import io.spillway.server.auth.SessionStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions in a map. */
final class SessionsInMemory implements SessionStore {
    final Map<String, Session> sessions = new ConcurrentHashMap<>();
    volatile boolean down;

    @Override
    public void save(String key, Session session, Duration keep) {
        sessions.put(key, session);
    }

    @Override
    public Optional<Session> find(String key) {
        if (down) {
            throw new UnavailableException("down", new IllegalStateException());
        }
        return Optional.ofNullable(sessions.get(key));
    }

    @Override
    public void remove(String key) {
        sessions.remove(key);
    }
}
