package io.spillway.server.breaker;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A breaker with its attempts and its time, which a test drives as a lane does. */
final class BreakerScene {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    final List<BreakerChange> changes = new ArrayList<>();
    final Breaker breaker;
    final Deque<Long> running = new ArrayDeque<>();
    long now = 1_000_000_000_000L;

    BreakerScene(BreakerConfig config, Random random) {
        breaker = new Breaker("stock-deduct", config, random, changes::add, now);
    }

    BreakerScene() {
        this(BreakerConfig.DEFAULT, new Random(1));
    }

    BreakerState state() {
        return breaker.snapshot(now).state();
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    /** Begins as many as may, and no more than are wanted. Returns how many. */
    int begin(int wanted) {
        int count = Math.min(wanted, breaker.permits(now));
        if (count > 0) {
            breaker.began(count, now, now + TIMEOUT.toNanos());
            for (int i = 0; i < count; i++) {
                running.add(now);
            }
        }
        return count;
    }

    /** Ends the one that began first. */
    void end(@Nullable Cause cause) {
        breaker.ended(running.remove(), cause, now);
    }

    /** Runs attempts one after the other, as far as it lets them. */
    void run(int count, @Nullable Cause cause) {
        for (int i = 0; i < count; i++) {
            if (begin(1) == 1) {
                end(cause);
            }
        }
    }

    /** Opens it, as 20 failures of 2,000 do. */
    BreakerScene tripped() {
        run(1_981, null);
        run(20, Cause.THIRD_PARTY);
        return this;
    }

    /** Lets the wait of an open one pass. */
    BreakerScene waited() {
        pass(breaker.opensIn(now));
        return this;
    }
}
