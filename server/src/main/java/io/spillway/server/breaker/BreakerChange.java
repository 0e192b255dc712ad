package io.spillway.server.breaker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A breaker went from one state to another.
 *
 * @param pause how long it stays open; null in other states
 */
public record BreakerChange(
        String type,
        BreakerState from,
        BreakerState to,
        Why why,
        @Nullable Duration pause) {

    /** Hears of changes, at once and while the breaker waits: it must be quick. */
    @FunctionalInterface
    public interface Listener {
        void on(BreakerChange change);
    }
}
