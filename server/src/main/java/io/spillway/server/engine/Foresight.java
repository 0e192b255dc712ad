package io.spillway.server.engine;

/**
 * How many workers of a type come free soon, within 20 ms or three turns of its lane, judged by those that did so lately. Few is none:
 * only where many tasks end can one be claimed in the certainty that a worker is there for it within milliseconds. For one thread at
 * a time.
 */
final class Foresight {

    static final int MOST = 96;

    private static final int FEW = 2;
    private static final long WINDOW_NANOS = 100_000_000;
    private static final double LONGEST_CYCLE_NANOS = 20_000_000;
    /** How much the last cycle counts. */
    private static final double WEIGHT = 0.2;
    /**
     * Tasks that began together end together, and now and then a call takes several times as long as the last ones. Too many in
     * hand wait; too few leave workers idle.
     */
    private static final double AMPLE_NANOS = 20_000_000;

    private static final double AMPLE_CYCLES = 3;
    /** No task waits in hand for {@link Dispatcher#PATIENCE}. */
    private static final double FAR_NANOS = 40_000_000;

    private long windowBegan;
    private int endedInWindow;
    private double endsPerNano;
    private long lastTurn;
    private double cycleNanos;

    Foresight(long now) {
        this.windowBegan = now;
        this.lastTurn = now;
    }

    /** Notes that so many ended since the last turn, and that the next one begins. */
    void turn(int ended, long now) {
        endedInWindow += ended;
        long window = now - windowBegan;
        if (window >= WINDOW_NANOS) {
            endsPerNano = (double) endedInWindow / window;
            endedInWindow = 0;
            windowBegan = now;
        }
        double cycle = Math.min(now - lastTurn, LONGEST_CYCLE_NANOS);
        cycleNanos += WEIGHT * (cycle - cycleNanos);
        lastTurn = now;
    }

    /** How many come free soon. */
    int comeFree() {
        int most = (int)
                Math.min(MOST, Math.ceil(endsPerNano * Math.clamp(cycleNanos * AMPLE_CYCLES, AMPLE_NANOS, FAR_NANOS)));
        return most < FEW ? 0 : most;
    }
}
