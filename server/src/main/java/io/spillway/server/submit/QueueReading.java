package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.TaskStore.Backlog;
import java.time.Duration;
import java.util.Optional;

/**
 * A queue as it was at one moment, and how fast it has been worked off lately.
 *
 * @param at by the node's monotonic clock, in nanoseconds
 * @param perSecond claims a second, smoothed over some seconds; negative until there are two readings
 */
record QueueReading(Backlog backlog, long at, double perSecond) {

    private static final double NANOS = 1e9;
    /** What lies this many seconds back counts for a third of what is now. */
    private static final double MEMORY = 5;

    private static final double NOTHING = 0.1;

    static QueueReading first(Backlog backlog, long at) {
        return new QueueReading(backlog, at, -1);
    }

    QueueReading next(Backlog later, long now) {
        double seconds = (now - at) / NANOS;
        if (seconds <= 0) {
            return this;
        }
        double rate = Math.max(0, later.claims() - backlog.claims()) / seconds;
        return new QueueReading(later, now, pace(rate, Math.exp(-seconds / MEMORY), later));
    }

    /* Where nothing waited, as much was claimed as came, and not as much as could have been. */
    private double pace(double rate, double kept, Backlog later) {
        if (backlog.waiting() == 0 || later.waiting() == 0) {
            return Math.max(perSecond, rate);
        }
        return perSecond < 0 ? rate : kept * perSecond + (1 - kept) * rate;
    }

    long waiting() {
        return backlog.waiting();
    }

    /** Empty where nothing is worked off: then nobody can say. */
    Optional<Duration> expectedWait(Criticality criticality) {
        if (perSecond < NOTHING) {
            return Optional.empty();
        }
        long before = 0;
        for (Criticality each : Criticality.values()) {
            if (each.compareTo(criticality) <= 0) {
                before += backlog.queued().getOrDefault(each, 0L);
            }
        }
        return Optional.of(Duration.ofMillis((long) (before * 1000 / perSecond)));
    }
}
