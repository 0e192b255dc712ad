package io.spillway.bench.machine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** When something else held a processor. Written by one thread, read by any. */
public final class Pauses {

    /** What has waited meanwhile is caught up in so much time, seldom more, where the processors are used by three quarters. */
    static final Duration CATCH_UP = Duration.ofMillis(200);

    /** Two that are seen so soon after each other are one. */
    static final Duration GAP = Duration.ofMillis(8);

    /* From when to when, by the monotonic clock. */
    private final ConcurrentSkipListMap<Long, Long> began = new ConcurrentSkipListMap<>();
    private final AtomicLong nanos = new AtomicLong();

    Pauses() {}

    /**
     * Notes one, later than those before.
     *
     * @param begin not later than it began
     * @param end not sooner than it ended
     * @param ran how much of that time it took
     */
    void note(long begin, long end, long ran) {
        Map.Entry<Long, Long> last = began.lastEntry();
        boolean goesOn = last != null && begin - last.getValue() <= GAP.toNanos();
        began.put(goesOn ? last.getKey() : begin, end);
        nanos.addAndGet(ran);
    }

    /**
     * Whether what was due at that time may have been held up: there was a pause then, or before it should have ended, or so shortly
     * before that programs still caught up. How long it really took has no part in it.
     *
     * @param due by the monotonic clock
     * @param length how long it should take at most
     */
    public boolean mayDisturb(long due, Duration length) {
        Map.Entry<Long, Long> last = began.floorEntry(due + length.toNanos());
        return last != null && last.getValue() + CATCH_UP.toNanos() >= due;
    }

    /** How many there were. */
    public int count() {
        return began.size();
    }

    /** How long they were, all together. */
    public Duration length() {
        return Duration.ofNanos(nanos.get());
    }
}
