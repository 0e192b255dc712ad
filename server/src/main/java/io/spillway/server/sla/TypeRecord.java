package io.spillway.server.sla;

import java.time.Duration;

/**
 * What is remembered of one task type: seconds for the short windows, tens of seconds for the hour. A busy type takes about
 * 400 kB, an idle one nothing but two empty rings.
 */
final class TypeRecord {

    private static final int TREND = 60;

    private final Ring seconds = new Ring(Duration.ofSeconds(1), 300);
    private final Ring tens = new Ring(Duration.ofSeconds(10), 360);

    /** @param bucket where the latency belongs; -1 if the task was not run */
    void ended(long now, int bucket, boolean failed) {
        count(seconds.at(now), bucket, failed);
        count(tens.at(now), bucket, failed);
    }

    void shed(long now) {
        seconds.at(now).add(Slot.SHED);
        tens.at(now).add(Slot.SHED);
    }

    Tally tally(long now, Window window) {
        Ring ring = window == Window.ONE_HOUR ? tens : seconds;
        return new Tally(ring.sum(now, window.length()), ring.secondsOf(now, window.length()));
    }

    double[] trend(long now) {
        return seconds.totals(now, TREND);
    }

    void forget(long now) {
        seconds.forget(now);
        tens.forget(now);
    }

    private static void count(Slot slot, int bucket, boolean failed) {
        slot.add(Slot.TOTAL);
        if (bucket >= 0) {
            slot.add(bucket);
        }
        if (failed) {
            slot.add(Slot.FAILED);
        }
    }
}
