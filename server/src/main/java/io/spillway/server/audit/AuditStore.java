package io.spillway.server.audit;

import java.util.List;
import java.util.Optional;

/** Where the entries are kept: a port. All methods throw {@link UnavailableException} where the storage does not answer. */
public interface AuditStore {

    /** The last entry's number and hash; empty before the first. */
    Optional<Head> head();

    /**
     * Writes the entry if it follows the head, in one step.
     *
     * @param name of an entry that only the first of several nodes writes; empty for an entry without one
     */
    Appended append(AuditEntry entry, String name);

    /** What became of an entry. */
    sealed interface Appended {

        record Written() implements Appended {}

        /** Others came first: nothing was written. @param head which it would have to follow */
        record Behind(Head head) implements Appended {}

        /** One of that name is among the latest: nothing was written. */
        record Known() implements Appended {}
    }

    /** The entries with a lower number than that, the newest first. */
    List<AuditEntry> before(long sequence, int limit);

    /** The entries from that number on, the oldest first. */
    List<AuditEntry> from(long sequence, int limit);

    record Head(long sequence, String hash) {}

    /** The storage behind the log did not answer. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
