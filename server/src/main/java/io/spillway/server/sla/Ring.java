package io.spillway.server.sla;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The slots of the last stretch of time, each of the same width. A slot is made when something is first counted in it. */
final class Ring {

    private final long width;
    private final AtomicReferenceArray<@Nullable Slot> slots;

    Ring(Duration width, int size) {
        this.width = width.toNanos();
        this.slots = new AtomicReferenceArray<>(size);
    }

    /** The slot to count in, {@code now} ns after the beginning. */
    Slot at(long now) {
        long tick = now / width;
        int index = index(tick);
        Slot slot = slots.get(index);
        if (slot != null && slot.tick >= tick) {
            return slot;
        }
        Slot fresh = new Slot(tick);
        if (slots.compareAndSet(index, slot, fresh)) {
            return fresh;
        }
        Slot other = slots.get(index);
        return other == null ? fresh : other;
    }

    /** Sums the slot of this moment and those before it, as many as fit into the window. */
    long[] sum(long now, Duration window) {
        long last = now / width;
        long first = last - window.toNanos() / width + 1;
        long[] sums = new long[Slot.COUNTS];
        for (int i = 0; i < slots.length(); i++) {
            Slot slot = slots.get(i);
            if (slot != null && slot.tick >= first && slot.tick <= last) {
                slot.addTo(sums);
            }
        }
        return sums;
    }

    /** How much time {@link #sum} looks at: the window less what is still to come of this moment's slot; at least 1 s. */
    double secondsOf(long now, Duration window) {
        long covered = Math.min(now, window.toNanos() - width + now % width);
        return Math.max(1, covered / 1e9);
    }

    /** The totals of the last slots that are complete, the oldest first. */
    double[] totals(long now, int count) {
        double[] totals = new double[count];
        long first = now / width - count;
        for (int i = 0; i < count; i++) {
            long tick = first + i;
            Slot slot = tick < 0 ? null : slots.get(index(tick));
            totals[i] = slot == null || slot.tick != tick ? 0 : slot.total() / (width / 1e9);
        }
        return totals;
    }

    /** Lets go of the slots that no window will ask for again. */
    void forget(long now) {
        long oldest = now / width - slots.length();
        for (int i = 0; i < slots.length(); i++) {
            Slot slot = slots.get(i);
            if (slot != null && slot.tick <= oldest) {
                slots.compareAndSet(i, slot, null);
            }
        }
    }

    private int index(long tick) {
        return (int) (tick % slots.length());
    }
}
