package io.spillway.server.pool;

import io.spillway.server.pool.SizeDecision.Cause;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sizer remembers from one look to the next. All times are those of the node's monotonic clock.
 *
 * @param fullSince since when every look found the workers busy; null while many are free
 * @param peaks how many were busy, as far back as a shrink may ask
 * @param shrunk when it last shrank, if it has not grown since
 * @param regret how often it had to grow again after it had shrunk
 * @param held when each reason not to grow was last there
 */
record PoolState(
        int workers,
        @Nullable Long fullSince,
        Peaks peaks,
        @Nullable Long shrunk,
        Regret regret,
        Map<Cause, Long> held) {

    /** @param since when one was last added */
    record Regret(int count, long since) {}

    PoolState {
        held = Map.copyOf(held);
    }

    static PoolState of(int workers, long now) {
        return new PoolState(workers, null, Peaks.of(workers, now), null, new Regret(0, now), Map.of());
    }

    PoolState seen(@Nullable Long fullSince, Peaks peaks) {
        return new PoolState(workers, fullSince, peaks, shrunk, regret, held);
    }

    /** It takes a while to see what more workers bring, and reasons that held the old size are over. */
    PoolState grown(int workers, Regret regret) {
        return new PoolState(workers, null, peaks, null, regret, Map.of());
    }

    PoolState shrunk(int workers, long now) {
        return new PoolState(workers, null, peaks, now, regret, Map.of());
    }

    PoolState held(Cause cause, long now) {
        Map<Cause, Long> all = new EnumMap<>(Cause.class);
        all.putAll(held);
        all.put(cause, now);
        return new PoolState(workers, fullSince, peaks, shrunk, regret, all);
    }
}
