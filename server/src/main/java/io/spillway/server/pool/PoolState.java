package io.spillway.server.pool;

import io.spillway.server.pool.SizeDecision.Cause;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sizer remembers from one look to the next. All times are those of the node's monotonic clock.
 *
 * @param fullSince since when every look found all workers busy; null while some are free
 * @param quiet since when half of the workers would have been enough
 * @param shrunk when it last shrank, if it has not grown since
 * @param regret how often it had to grow again after it had shrunk
 * @param held when each reason not to grow was last there
 */
record PoolState(
        int workers,
        @Nullable Long fullSince,
        Quiet quiet,
        @Nullable Long shrunk,
        Regret regret,
        Map<Cause, Long> held) {

    /** A time in which few workers were busy. @param peak how many at the most */
    record Quiet(long since, int peak) {}

    /** @param since when one was last added */
    record Regret(int count, long since) {}

    PoolState {
        held = Map.copyOf(held);
    }

    static PoolState of(int workers, long now) {
        return new PoolState(workers, null, new Quiet(now, 0), null, new Regret(0, now), Map.of());
    }

    PoolState seen(@Nullable Long fullSince, Quiet quiet) {
        return new PoolState(workers, fullSince, quiet, shrunk, regret, held);
    }

    /** It takes a while to see what more workers bring, and reasons that held the old size are over. */
    PoolState grown(int workers, Regret regret, long now) {
        return new PoolState(workers, null, new Quiet(now, 0), null, regret, Map.of());
    }

    PoolState shrunk(int workers, long now) {
        return new PoolState(workers, null, quiet, now, regret, Map.of());
    }

    PoolState held(Cause cause, long now) {
        Map<Cause, Long> all = new EnumMap<>(Cause.class);
        all.putAll(held);
        all.put(cause, now);
        return new PoolState(workers, fullSince, quiet, shrunk, regret, all);
    }
}
