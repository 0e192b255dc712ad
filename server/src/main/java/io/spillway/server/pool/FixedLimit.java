package io.spillway.server.pool;

/** A limit that stays as it is. */
public record FixedLimit(int workers) implements ConcurrencyLimit {

    public FixedLimit {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker, not " + workers);
        }
    }
}
