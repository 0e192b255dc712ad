package io.spillway.server.degrade;

import java.util.List;

/**
 * Where the tiers are kept, for all nodes. Every method throws {@link TiersUnavailableException} when the storage does
 * not answer, or holds what cannot be read.
 */
public interface TierStore {

    /** What is kept, or {@link Tiers#NONE}. */
    Tiers load();

    /**
     * Keeps the next state with the changes that led to it, if the kept revision is still the one that was read.
     *
     * @param expected the revision that was read
     * @return false if nothing was kept, because another node was faster
     */
    boolean replace(long expected, Tiers next, List<TierChange> changes);

    /** The changes with a revision above this one, in order. */
    History changesAfter(long revision);

    /** What is known of the changes after a revision. */
    sealed interface History {

        /** All of them. */
        record Complete(List<TierChange> changes) implements History {
            public Complete {
                changes = List.copyOf(changes);
            }
        }

        /**
         * Some are no longer kept, or the storage does not know that revision: the reader starts again from the present
         * state.
         *
         * @param revision of the present state
         */
        record Gone(long revision) implements History {}
    }
}
