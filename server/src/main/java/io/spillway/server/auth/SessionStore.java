package io.spillway.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where sessions are kept: a port. All methods throw {@link UnavailableException} where the storage does not answer. */
public interface SessionStore {

    /** Writes the session over an older one of the same key, and forgets it after that time. */
    void save(String key, Session session, Duration keep);

    Optional<Session> find(String key);

    void remove(String key);

    /** Somebody signed in. @param lastSeenAt as it was last written, which is not at each request */
    record Session(Role role, Instant createdAt, Instant lastSeenAt) {}

    /** The storage behind the sessions did not answer. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
