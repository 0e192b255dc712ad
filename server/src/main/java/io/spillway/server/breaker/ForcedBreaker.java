package io.spillway.server.breaker;

import java.time.Instant;
import java.util.Objects;

/**
 * A breaker that a person holds open or closed, on all nodes, until it ends.
 *
 * @param reason why, a sentence for those who come upon it
 * @param until when it ends by itself
 */
public record ForcedBreaker(String type, Mode mode, String by, String reason, Instant at, Instant until) {

    public ForcedBreaker {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
    }

    /** What it is held at. */
    public enum Mode {
        /** Nothing of the type begins. */
        FORCED_OPEN,
        /** Everything begins, whatever fails. */
        FORCED_CLOSED;

        /** {@code forced-open} */
        public String label() {
            return this == FORCED_OPEN ? "forced-open" : "forced-closed";
        }
    }
}
