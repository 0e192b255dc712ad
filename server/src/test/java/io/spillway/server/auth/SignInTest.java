package io.spillway.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One-time codes, and the brake on guessing. */
final class SignInTest {

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final SignInLinks links = new SignInLinks(() -> now, new Random(1));
    private final SignInLimit limit = new SignInLimit(() -> now);

    @Test
    void aCodeSignsInOnce() {
        String code = links.create(Role.ADMIN);

        assertThat(links.redeem("x" + code)).isEmpty();
        assertThat(links.redeem(code)).hasValue(Role.ADMIN);
        assertThat(links.redeem(code)).isEmpty();
    }

    @Test
    void aCodeLastsFifteenMinutes() {
        String early = links.create(Role.ADMIN);
        String late = links.create(Role.ADMIN);

        now = now.plus(Duration.ofMinutes(15)).minusMillis(1);
        assertThat(links.redeem(early)).isPresent();
        now = now.plusMillis(1);
        assertThat(links.redeem(late)).isEmpty();
    }

    @Test
    void openCodesAreBounded() {
        String first = links.create(Role.ADMIN);

        for (int i = 0; i < 100; i++) {
            links.create(Role.ADMIN);
        }

        assertThat(links.redeem(first)).isEmpty();
    }

    @Test
    void theSixthGuessWaits() {
        for (int i = 0; i < 5; i++) {
            assertThat(limit.wait("10.0.0.1")).isZero();
            limit.failed("10.0.0.1");
        }

        assertThat(limit.wait("10.0.0.1")).isEqualTo(Duration.ofMinutes(5));
        assertThat(limit.wait("10.0.0.2")).isZero();
        now = now.plus(Duration.ofMinutes(5));
        assertThat(limit.wait("10.0.0.1")).isZero();
        limit.failed("10.0.0.1");
        assertThat(limit.wait("10.0.0.1")).isZero();
    }

    @Test
    void whoGetsInStartsAfresh() {
        for (int i = 0; i < 4; i++) {
            limit.failed("10.0.0.1");
        }

        limit.succeeded("10.0.0.1");
        limit.failed("10.0.0.1");

        assertThat(limit.wait("10.0.0.1")).isZero();
    }
}
