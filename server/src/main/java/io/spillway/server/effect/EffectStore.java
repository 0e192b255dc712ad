package io.spillway.server.effect;

import java.util.List;

/** Where engagements are kept, for all nodes: a port. Every method throws {@link UnavailableException}. */
public interface EffectStore {

    /** What is kept, or {@link Ledger#EMPTY}. */
    Ledger load();

    /**
     * Keeps the next ledger and the engagements that ended, if the kept version is still the one that was read.
     *
     * @return false if nothing was kept, because another node was faster
     */
    boolean replace(long expected, Ledger next, List<Engagement> ended);

    /** Those that ended last, the newest first. */
    List<Engagement> ended(int limit);

    /** The storage does not answer, or holds what cannot be read. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
