package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.auth.Role;
import io.spillway.server.auth.SessionStore;
import io.spillway.server.auth.SessionStore.Session;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisSessionStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123Z");

    private static RealRedis redis;
    private static RedisConnection connection;
    private static RedisSessionStore store;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        connection = redis.connect();
        store = new RedisSessionStore(connection);
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @Test
    void aSessionComesBackAsItWasSavedLast() {
        store.save("a", new Session(Role.VIEWER, NOW, NOW), Duration.ofHours(1));
        Session second = new Session(Role.ADMIN, NOW, NOW.plusSeconds(60));
        store.save("a", second, Duration.ofHours(2));

        assertThat(store.find("a")).hasValue(second);
        assertThat(connection.commands().pttl(Keys.session("a")))
                .isBetween(
                        Duration.ofMinutes(119).toMillis(), Duration.ofHours(2).toMillis());
    }

    @Test
    void aRemovedSessionIsGone() {
        store.save("b", new Session(Role.VIEWER, NOW, NOW), Duration.ofHours(1));

        store.remove("b");

        assertThat(store.find("b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin", "root|2026-11-23T08:00:00Z|2026-11-23T08:00:00Z", "admin|now|then"})
    void whatIsNoSessionSignsNobodyIn(String value) {
        connection.commands().set(Keys.session("c"), value);

        assertThat(store.find("c")).isEmpty();
    }

    @Test
    void storageThatIsGoneIsSaidSo() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection lost = other.connect()) {
            other.close();

            assertThatThrownBy(() -> new RedisSessionStore(lost).find("a"))
                    .isInstanceOf(SessionStore.UnavailableException.class);
        }
    }
}
