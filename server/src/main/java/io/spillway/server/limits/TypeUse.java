package io.spillway.server.limits;

import java.util.List;
import java.util.Optional;

/**
 * What the tasks of a type take at one moment, in the whole cluster.
 *
 * @param manual what a person has set
 * @param running tasks that run
 * @param startsPerSecond tasks that began in the last second
 * @param parked tasks that wait for another one of their concurrency key to end
 * @param keys the busiest concurrency keys, those that most tasks wait for first
 */
public record TypeUse(
        Optional<ManualLimits> manual, long running, double startsPerSecond, long parked, List<BusyKey> keys) {

    public static final TypeUse NOTHING = new TypeUse(Optional.empty(), 0, 0, 0, List.of());

    public TypeUse {
        keys = List.copyOf(keys);
    }

    /** A concurrency key of which tasks run, and wait. */
    public record BusyKey(String key, long running, long parked) {}

    /** Whether a person has paused the type. */
    public boolean isPaused() {
        return manual.filter(ManualLimits::isPause).isPresent();
    }
}
