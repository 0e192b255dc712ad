package io.spillway.plugin.api;

/** A level of degradation; a later constant is the more severe one. */
public enum Tier {
    NONE,
    L1,
    L2,
    L3;

    /** The more severe of the two. */
    public Tier or(Tier other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
