package io.spillway.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Codes that sign in once, within 15 minutes of their creation. Kept in this process only. */
public final class SignInLinks {

    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final int MAX_OPEN = 100;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Open> open = new LinkedHashMap<>();

    /** @param random must be a secure one outside of tests */
    public SignInLinks(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new code, for {@code http://host:port/login?code=…}. The oldest of more than a hundred open ones ends. */
    public synchronized String create(Role role) {
        if (open.size() >= MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
        String code = Secrets.create(random);
        open.put(Sha256.hex(code), new Open(role, clock.instant().plus(LIFETIME)));
        return code;
    }

    /** Uses the code up. Empty where it is unknown, used or too old. */
    public synchronized Optional<Role> redeem(String code) {
        Open found = open.remove(Sha256.hex(code));
        if (found == null || !clock.instant().isBefore(found.until())) {
            return Optional.empty();
        }
        return Optional.of(found.role());
    }

    private record Open(Role role, Instant until) {}
}
