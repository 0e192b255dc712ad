package io.spillway.server.auth;

import io.spillway.server.auth.SessionStore.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Who is signed in: 12 hours at the most, and 2 hours without a request. The cookie holds 256 random bits; the storage
 * knows only their hash.
 */
public final class Sessions {

    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final Duration IDLE = Duration.ofHours(2);

    /** How stale the time of the last request may be: a write for each request would be too many. */
    private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SessionStore store;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random must be a secure one outside of tests */
    public Sessions(SessionStore store, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    /** Signs in, and returns the cookie's value: always a new one. */
    public String begin(Role role) {
        String cookie = Secrets.create(random);
        Instant now = clock.instant();
        store.save(Sha256.hex(cookie), new Session(role, now, now), IDLE);
        return cookie;
    }

    /** Who has the cookie, or empty where nobody has it any more. */
    public Optional<Principal> find(String cookie) {
        if (!FORM.matcher(cookie).matches()) {
            return Optional.empty();
        }
        String key = Sha256.hex(cookie);
        Instant now = clock.instant();
        Optional<Session> found = store.find(key).filter(session -> isAlive(session, now));
        found.filter(session -> Duration.between(session.lastSeenAt(), now).compareTo(TOUCH_EVERY) >= 0)
                .ifPresent(session -> touch(key, session, now));
        return found.map(session -> Tokens.principal(session.role()));
    }

    public void end(String cookie) {
        store.remove(Sha256.hex(cookie));
    }

    private static boolean isAlive(Session session, Instant now) {
        return now.isBefore(session.createdAt().plus(LIFETIME))
                && now.isBefore(session.lastSeenAt().plus(IDLE));
    }

    private void touch(String key, Session session, Instant now) {
        Duration left = Duration.between(now, session.createdAt().plus(LIFETIME));
        store.save(key, new Session(session.role(), session.createdAt(), now), left.compareTo(IDLE) < 0 ? left : IDLE);
    }
}
