package io.spillway.server.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a log entry by entry, the oldest first, wherever it is read from: it needs the entries alone. */
public final class ChainCheck {

    /** How many of the newest entries a log keeps at least: with fewer, none before them may be gone. */
    public static final int KEPT = 100_000;

    private static final int SHOWN = 12;

    private @Nullable AuditEntry first;
    private @Nullable AuditEntry last;

    /** Takes the next entry, and says what is wrong with it. */
    public Optional<AuditLog.Verdict.Broken> next(AuditEntry entry) {
        Optional<String> fault = fault(last, entry);
        if (first == null) {
            first = entry;
        }
        last = entry;
        return fault.map(why -> new AuditLog.Verdict.Broken(entry.sequence(), why));
    }

    /** The oldest entry that was taken. */
    public Optional<AuditEntry> first() {
        return Optional.ofNullable(first);
    }

    /** The newest entry that was taken. */
    public Optional<AuditEntry> last() {
        return Optional.ofNullable(last);
    }

    /**
     * What is to be said after the last entry.
     *
     * @param head where the log says that it ends, read before it was seen that no further entry comes; empty where nobody
     *     says so
     */
    public AuditLog.Verdict ending(Optional<AuditStore.Head> head) {
        long from = first == null ? 1 : first.sequence();
        long to = last == null ? 0 : last.sequence();
        if (from > 1 && to - from + 1 < KEPT) {
            return new AuditLog.Verdict.Broken(from, "entries before it are missing, and the log keeps " + KEPT);
        }
        if (head.isPresent()) {
            String hash = last == null ? Chain.START : last.hash();
            long end = head.get().sequence();
            if (end > to) {
                return new AuditLog.Verdict.Broken(end, "it is missing at the log's end");
            }
            if (end < to || !hash.equals(head.get().hash())) {
                return new AuditLog.Verdict.Broken(to, "it is not the entry that the log ended with");
            }
        }
        return new AuditLog.Verdict.Intact(to - from + 1);
    }

    private static Optional<String> fault(@Nullable AuditEntry last, AuditEntry entry) {
        String hash = Chain.hash(entry);
        if (!hash.equals(entry.hash())) {
            return Optional.of("its content is not what was written: it hashes to " + shown(hash)
                    + ", and the entry says " + shown(entry.hash()));
        }
        if (last != null && entry.sequence() != last.sequence() + 1) {
            return Optional.of("entries before it are missing");
        }
        if (last != null && !entry.previousHash().equals(last.hash())) {
            return Optional.of("it does not follow the entry before it: it names " + shown(entry.previousHash())
                    + ", and that one has " + shown(last.hash()));
        }
        if (entry.sequence() == 1 && !entry.previousHash().equals(Chain.START)) {
            return Optional.of("it is not how a log begins");
        }
        return Optional.empty();
    }

    private static String shown(String hash) {
        return hash.length() <= SHOWN ? "'" + hash + "'" : hash.substring(0, SHOWN) + "…";
    }
}
