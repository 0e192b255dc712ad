package io.spillway.server.alert;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Where alerts are kept, for all nodes. Every method throws {@link IntakeUnavailableException} when the storage does not
 * answer or is full.
 */
public interface AlertStore {

    /** Everything that is kept now. Reading it often costs little. */
    Snapshot read();

    default List<Versioned> all() {
        return read().alerts();
    }

    /** What is kept for these fingerprints; a fingerprint that is not known is missing from the map. */
    Map<String, Versioned> find(Collection<String> fingerprints);

    /**
     * Keeps all of them, or none if one of them has changed since it was read. Durable when it returns.
     *
     * @param alerts each with the version that was read, 0 for one that was not there
     * @return false if nothing was kept because of a conflict
     */
    boolean write(List<Versioned> alerts);

    /** Removes those that have not changed since they were read; returns how many. */
    int forget(List<Versioned> alerts);

    /** @param revision grows with each change: the same number, the same alerts */
    record Snapshot(long revision, List<Versioned> alerts) {}

    /** @param version of the kept alert; changes with it, and is 0 only for what is not kept */
    record Versioned(Alert alert, long version) {}
}
