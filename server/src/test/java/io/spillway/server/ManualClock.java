package io.spillway.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that a test moves. */
public final class ManualClock implements InstantSource {

    private volatile Instant now;

    public ManualClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** The same time as a monotonic clock. */
    public long nanos() {
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
