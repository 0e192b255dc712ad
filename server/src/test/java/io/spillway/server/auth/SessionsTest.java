package io.spillway.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SessionsTest {

    private final Kept kept = new Kept();
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final Sessions sessions = new Sessions(kept, () -> now, new Random(1));

    @Test
    void whoSignedInIsKnown() {
        String cookie = sessions.begin(Role.VIEWER);

        assertThat(sessions.find(cookie)).hasValue(new Principal("viewer", Role.VIEWER.permissions()));
        assertThat(sessions.find("x".repeat(43))).isEmpty();
        assertThat(sessions.find("")).isEmpty();
    }

    @Test
    void theStorageNeverSeesTheCookie() {
        String cookie = sessions.begin(Role.VIEWER);

        assertThat(kept.sessions.keySet()).hasSize(1).noneMatch(key -> key.contains(cookie));
    }

    @Test
    void eachSignInHasACookieOfItsOwn() {
        assertThat(sessions.begin(Role.VIEWER)).isNotEqualTo(sessions.begin(Role.VIEWER));
    }

    @Test
    void whoSignedOutIsUnknown() {
        String cookie = sessions.begin(Role.VIEWER);

        sessions.end(cookie);

        assertThat(sessions.find(cookie)).isEmpty();
    }

    @Test
    void twoHoursWithoutARequestEndIt() {
        String cookie = sessions.begin(Role.VIEWER);

        now = now.plus(Duration.ofHours(2).minusSeconds(1));
        assertThat(sessions.find(cookie)).isPresent();
        now = now.plus(Duration.ofHours(2));
        assertThat(sessions.find(cookie)).isEmpty();
    }

    @Test
    void twelveHoursEndItHoweverBusyItWas() {
        String cookie = sessions.begin(Role.VIEWER);

        for (int hour = 1; hour < 12; hour++) {
            now = now.plus(Duration.ofHours(1));
            assertThat(sessions.find(cookie)).isPresent();
        }
        assertThat(kept.lastKeep).isEqualTo(Duration.ofHours(1));
        now = now.plus(Duration.ofHours(1));
        assertThat(sessions.find(cookie)).isEmpty();
    }

    @Test
    void aBusySessionIsWrittenOnceAMinute() {
        String cookie = sessions.begin(Role.VIEWER);

        for (int second = 0; second < 120; second++) {
            now = now.plusSeconds(1);
            sessions.find(cookie);
        }

        assertThat(kept.writes).isEqualTo(3);
    }

    private static final class Kept implements SessionStore {
        private final Map<String, Session> sessions = new HashMap<>();
        private int writes;
        private Duration lastKeep = Duration.ZERO;

        @Override
        public void save(String key, Session session, Duration keep) {
            sessions.put(key, session);
            writes++;
            lastKeep = keep;
        }

        @Override
        public Optional<Session> find(String key) {
            return Optional.ofNullable(sessions.get(key));
        }

        @Override
        public void remove(String key) {
            sessions.remove(key);
        }
    }
}
