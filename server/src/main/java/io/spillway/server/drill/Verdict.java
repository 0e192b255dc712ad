package io.spillway.server.drill;

import java.util.Locale;

/** What a drill found of a promise. */
public enum Verdict {
    /** It was seen to hold. */
    HELD,
    /** It was seen not to hold. */
    BROKEN,
    /** It was not seen, because the drill ended first: what the tier engine says is due then. */
    COMPUTED,
    /** It was not come to. */
    OPEN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
