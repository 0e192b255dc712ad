package io.spillway.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Slows down guessing: five failed sign-ins from one address, and it waits until five minutes after the first. */
public final class SignInLimit {

    private static final int MAX_FAILURES = 5;
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MAX_ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>();

    public SignInLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** How long the address must wait; zero if it may try. */
    public synchronized Duration wait(String address) {
        Failures failures = byAddress.get(address);
        if (failures == null || failures.count() < MAX_FAILURES) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), failures.since().plus(WINDOW));
        return left.isPositive() ? left : Duration.ZERO;
    }

    public synchronized void failed(String address) {
        Instant now = clock.instant();
        Failures before = byAddress.remove(address);
        boolean fresh = before == null || !now.isBefore(before.since().plus(WINDOW));
        byAddress.put(
                address,
                fresh || before == null ? new Failures(now, 1) : new Failures(before.since(), before.count() + 1));
        if (byAddress.size() > MAX_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
    }

    public synchronized void succeeded(String address) {
        byAddress.remove(address);
    }

    private record Failures(Instant since, int count) {}
}
