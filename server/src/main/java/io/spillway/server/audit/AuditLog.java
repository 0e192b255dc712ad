package io.spillway.server.audit;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who changed what, when and why. An entry that was altered or taken out is found by {@link #verify}. */
public final class AuditLog {

    private static final int TRIES = 100;
    private static final int PAGE = 1000;
    private static final AuditStore.Head EMPTY = new AuditStore.Head(0, Chain.START);

    private final AuditStore store;
    private final InstantSource clock;

    public AuditLog(AuditStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Adds an entry, and returns it once it is written.
     *
     * @throws AuditStore.UnavailableException nothing was written, as far as is known: what was to be changed must stay
     */
    public synchronized AuditEntry append(String actor, String action, String subject, String change, String reason) {
        Chain.Change what = new Chain.Change(actor, action, subject, change, reason);
        for (int i = 0; i < TRIES; i++) {
            AuditEntry entry =
                    Chain.link(store.head().orElse(EMPTY), clock.instant().truncatedTo(ChronoUnit.MILLIS), what);
            if (store.append(entry)) {
                return entry;
            }
        }
        throw new IllegalStateException(
                "the audit entry '" + action + "' could not be written: other nodes came first " + TRIES + " times");
    }

    /** The newest entries first. @param before only those with a lower number; null for all */
    public List<AuditEntry> recent(int limit, @Nullable Long before) {
        return store.before(before == null ? Long.MAX_VALUE : before, limit);
    }

    /** Reads the whole log that is kept, and says whether it is as it was written. */
    public Verdict verify() {
        long from = 0;
        long count = 0;
        Optional<AuditEntry> last = Optional.empty();
        while (true) {
            List<AuditEntry> page = store.from(from, PAGE);
            for (AuditEntry entry : page) {
                Optional<String> fault = fault(last, entry);
                if (fault.isPresent()) {
                    return new Verdict.Broken(entry.sequence(), fault.get());
                }
                last = Optional.of(entry);
                count++;
            }
            if (page.size() < PAGE) {
                return ending(last, count);
            }
            from = page.getLast().sequence() + 1;
        }
    }

    private static Optional<String> fault(Optional<AuditEntry> last, AuditEntry entry) {
        if (!Chain.hash(entry).equals(entry.hash())) {
            return Optional.of("its content is not what was written");
        }
        if (last.isPresent() && entry.sequence() != last.get().sequence() + 1) {
            return Optional.of("entries before it are missing");
        }
        if (last.isPresent() && !entry.previousHash().equals(last.get().hash())) {
            return Optional.of("it does not follow the entry before it");
        }
        return Optional.empty();
    }

    /* The head may have moved on while the log was read: only one that stayed behind, or has another hash, is a fault. */
    private Verdict ending(Optional<AuditEntry> last, long count) {
        AuditStore.Head head = store.head().orElse(EMPTY);
        long sequence = last.map(AuditEntry::sequence).orElse(0L);
        boolean sameHash = last.map(AuditEntry::hash).orElse(Chain.START).equals(head.hash());
        if (head.sequence() < sequence || (head.sequence() == sequence && !sameHash)) {
            return new Verdict.Broken(sequence, "it is not the entry that the log ended with");
        }
        if (head.sequence() > sequence && store.from(sequence + 1, 1).isEmpty()) {
            return new Verdict.Broken(head.sequence(), "it is missing at the log's end");
        }
        return new Verdict.Intact(count);
    }

    /** What {@link #verify} found. */
    public sealed interface Verdict {

        /** @param entries how many were read */
        record Intact(long entries) implements Verdict {}

        /** @param sequence the first entry at fault; @param why a sentence's end */
        record Broken(long sequence, String why) implements Verdict {}
    }
}
