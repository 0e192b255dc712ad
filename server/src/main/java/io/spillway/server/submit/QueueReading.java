package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.TaskStore.Backlog;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A queue as it was at one moment, and how fast it has been worked off lately.
 *
 * @param before how many tasks wait that go before one of the criticality, or matter as much
 * @param claims so far
 * @param at by the node's monotonic clock, in nanoseconds
 * @param perSecond claims a second, smoothed over some seconds; negative until there are two readings
 */
record QueueReading(Map<Criticality, Long> before, long claims, long at, double perSecond) {

    private static final double NANOS = 1e9;
    /** What lies this many seconds back counts for a third of what is now. */
    private static final double MEMORY = 5;

    private static final double NOTHING = 0.1;

    static QueueReading first(Backlog backlog, long at) {
        return new QueueReading(before(backlog), backlog.claims(), at, -1);
    }

    QueueReading next(Backlog later, long now) {
        double seconds = (now - at) / NANOS;
        if (seconds <= 0) {
            return this;
        }
        double rate = Math.max(0, later.claims() - claims) / seconds;
        Map<Criticality, Long> then = before(later);
        return new QueueReading(then, later.claims(), now, pace(rate, Math.exp(-seconds / MEMORY), then));
    }

    /* Where nothing waited, as much was claimed as came, and not as much as could have been. */
    private double pace(double rate, double kept, Map<Criticality, Long> then) {
        if (all(before) == 0 || all(then) == 0) {
            return Math.max(perSecond, rate);
        }
        return perSecond < 0 ? rate : kept * perSecond + (1 - kept) * rate;
    }

    private static Map<Criticality, Long> before(Backlog backlog) {
        Map<Criticality, Long> before = new EnumMap<>(Criticality.class);
        long sum = 0;
        for (Criticality each : Criticality.values()) {
            sum += backlog.queued().getOrDefault(each, 0L);
            before.put(each, sum);
        }
        return before;
    }

    /** All tasks that could run now. */
    long waiting() {
        return all(before);
    }

    private static long all(Map<Criticality, Long> before) {
        return before.getOrDefault(Criticality.SHEDDABLE, 0L);
    }

    /** Empty where nothing is worked off: then nobody can say. */
    Optional<Duration> expectedWait(Criticality criticality) {
        return perSecond < NOTHING
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (before.getOrDefault(criticality, 0L) * 1000 / perSecond)));
    }
}
