package io.spillway.server.sli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Runs and errors, second by second, of the last minute. A slot is replaced, never emptied: who is late counts nowhere. */
final class Seconds {

    static final Duration LONGEST = Duration.ofMinutes(1);

    /* One more than a minute has, because the present one is not over. */
    private static final int SLOTS = 61;

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

    /** @param now ns since the beginning */
    void count(long now, boolean error) {
        Slot slot = at(TimeUnit.NANOSECONDS.toSeconds(now));
        // Errors last and read first: a count never has more errors than runs.
        slot.runs.incrementAndGet();
        if (error) {
            slot.errors.incrementAndGet();
        }
    }

    /** The present second and those before it, as many as the window has. */
    Count last(long now, Duration window) {
        long last = TimeUnit.NANOSECONDS.toSeconds(now);
        long first = last - Math.max(1, window.toSeconds());
        long runs = 0;
        long errors = 0;
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = slots.get(i);
            if (slot != null && slot.second > first && slot.second <= last) {
                errors += slot.errors.get();
                runs += slot.runs.get();
            }
        }
        return new Count(runs, errors);
    }

    private Slot at(long second) {
        int index = (int) (second % SLOTS);
        Slot slot = slots.get(index);
        if (slot != null && slot.second >= second) {
            return slot;
        }
        Slot fresh = new Slot(second);
        if (slots.compareAndSet(index, slot, fresh)) {
            return fresh;
        }
        Slot other = slots.get(index);
        return other == null ? fresh : other;
    }

    private static final class Slot {
        final long second;
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger errors = new AtomicInteger();

        Slot(long second) {
            this.second = second;
        }
    }
}
