package io.spillway.server.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures what the tasks of this node are like: how many come, how long they wait, how long they run. Counting takes no
 * lock and allocates nothing, since it is done for each task; the windows are made by whoever reads.
 */
public final class LoadMeter {

    private static final double TAIL = 0.95;
    private static final double CLEARLY_LESS = 0.9;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SURGE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long EASING_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final LongAdder arrived = new LongAdder();
    private final LongAdder runNanos = new LongAdder();
    private final TimeHistogram waits = new TimeHistogram();
    private final TimeHistogram totals = new TimeHistogram();
    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(
            long at, long arrived, long runNanos, TimeHistogram.Reading waits, TimeHistogram.Reading totals) {}

    /** A task came. */
    public void arrived() {
        arrived.increment();
    }

    /** An attempt began. @param waited since it could have begun */
    public void began(Duration waited) {
        waits.add(waited.toNanos());
    }

    /** An attempt ended. @param waited since it could have begun, until it did */
    public void ended(Duration waited, Duration ran) {
        long nanos = ran.toNanos();
        runNanos.add(nanos);
        totals.add(Math.max(0, waited.toNanos()) + nanos);
    }

    /** What the last second was like, or the time since the first look. Called by one thread, again and again. */
    public PoolSignals.Load read(long now) {
        Look look = new Look(now, arrived.sum(), runNanos.sum(), waits.read(), totals.read());
        looks.addLast(look);
        while (looks.size() > 2 && now - second().at() >= WINDOW_NANOS) {
            looks.removeFirst();
        }
        Look first = looks.getFirst();
        if (now == first.at()) {
            return PoolSignals.Load.NONE;
        }
        TimeHistogram.Reading ended = look.totals().minus(first.totals());
        return new PoolSignals.Load(
                // The larger of two, so that a surge is seen at once and a calm rate does not jump.
                Math.max(rate(look, before(now - RATE_NANOS)), rate(look, before(now - SURGE_NANOS))),
                Duration.ofNanos(ended.quantile(TAIL)),
                Duration.ofNanos(ended.total() == 0 ? 0 : (look.runNanos() - first.runNanos()) / ended.total()),
                ended.total(),
                new PoolSignals.Waits(
                        Duration.ofNanos(look.waits().minus(first.waits()).quantile(TAIL)), isEasing(look)));
    }

    private static double rate(Look look, Look since) {
        long came = Math.max(
                look.arrived() - since.arrived(),
                look.waits().total() - since.waits().total());
        return came * 1e9 / (look.at() - since.at());
    }

    private boolean isEasing(Look look) {
        Look middle = before(look.at() - EASING_NANOS);
        TimeHistogram.Reading recent = look.waits().minus(middle.waits());
        TimeHistogram.Reading earlier =
                middle.waits().minus(before(middle.at() - EASING_NANOS).waits());
        return recent.total() > 0 && recent.mean() < CLEARLY_LESS * earlier.mean();
    }

    private Look second() {
        return looks.stream().skip(1).findFirst().orElseThrow();
    }

    /** The latest look that is as old as that, or the first. */
    private Look before(long at) {
        Look latest = looks.getFirst();
        for (Look each : looks) {
            if (each.at() - at > 0) {
                break;
            }
            latest = each;
        }
        return latest;
    }
}
