package io.spillway.server.engine;

/**
 * How soon after each other the turns of a lane come. A few come at once, so that a lone task is never delayed; a lane that
 * goes on without a break has one turn a millisecond, and what ends meanwhile shares a call of the queue. For one thread at a
 * time.
 */
final class TurnPace {

    static final long SPACING_NANOS = 1_000_000;
    static final int AT_ONCE = 4;

    /* When all turns so far would have been due, one a spacing. */
    private long due;

    TurnPace(long now) {
        this.due = now;
    }

    /** How long the next turn should wait, in nanoseconds; 0 for not at all. */
    long pause(long now) {
        return Math.max(0, due - (AT_ONCE - 1) * SPACING_NANOS - now);
    }

    /** Notes a turn. */
    void took(long now) {
        due = (due - now < 0 ? now : due) + SPACING_NANOS;
    }
}
