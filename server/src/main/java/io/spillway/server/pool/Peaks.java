package io.spillway.server.pool;

import java.util.ArrayList;
import java.util.List;

/**
 * How many workers were busy at the most, over any time up to now. Kept are only the peaks that nothing later has reached:
 * each is lower than the one before, so there are no more of them than there are sizes, and mostly a few.
 */
record Peaks(List<Peak> falling) {

    /** @param at when so many were last busy */
    record Peak(long at, int busy) {}

    Peaks {
        falling = List.copyOf(falling);
    }

    /** As if all had been busy up to now. */
    static Peaks of(int workers, long now) {
        return new Peaks(List.of(new Peak(now, workers)));
    }

    /** With one more look, and without what is older than the time, in ns. */
    Peaks with(int busy, long now, long kept) {
        List<Peak> peaks = new ArrayList<>(falling.size() + 1);
        for (Peak each : falling) {
            if (each.busy() > busy && now - each.at() <= kept) {
                peaks.add(each);
            }
        }
        peaks.add(new Peak(now, busy));
        return new Peaks(peaks);
    }

    /** The highest one of the last time, in ns. */
    int over(long time, long now) {
        return falling.stream()
                .filter(each -> now - each.at() < time)
                .mapToInt(Peak::busy)
                .findFirst()
                .orElse(0);
    }
}
