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
    /* Where the log ended when this node wrote last: nobody may have written since. */
    private AuditStore.@Nullable Head end;

    public AuditLog(AuditStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Adds an entry, and returns it once it is written.
     *
     * @throws AuditStore.UnavailableException nothing was written, as far as is known: what was to be changed must stay
     */
    public AuditEntry append(String actor, String action, String subject, String change, String reason) {
        return append(new Chain.Change(actor, action, subject, change, reason), "")
                .orElseThrow(() -> new IllegalStateException("an entry without a name can't be known"));
    }

    /**
     * Adds an entry that several nodes want to add at the same time: the first of them does. Else as {@link #append}.
     *
     * @param name the same for all of them, and different from that of every other entry
     */
    public void appendOnce(String name, String actor, String action, String subject, String change, String reason) {
        append(new Chain.Change(actor, action, subject, change, reason), name);
    }

    private synchronized Optional<AuditEntry> append(Chain.Change what, String name) {
        AuditStore.Head known = end;
        end = null;
        AuditStore.Head head = known == null ? head() : known;
        for (int i = 0; i < TRIES; i++) {
            AuditEntry entry = Chain.link(head, clock.instant().truncatedTo(ChronoUnit.MILLIS), what);
            switch (store.append(entry, name)) {
                case AuditStore.Appended.Written() -> {
                    end = new AuditStore.Head(entry.sequence(), entry.hash());
                    return Optional.of(entry);
                }
                case AuditStore.Appended.Known() -> {
                    return Optional.empty();
                }
                case AuditStore.Appended.Behind(AuditStore.Head now) -> head = now;
            }
        }
        throw new IllegalStateException("the audit entry '" + what.action()
                + "' could not be written: other nodes came first " + TRIES + " times");
    }

    /** The newest entries first. @param before only those with a lower number; null for all */
    public List<AuditEntry> recent(int limit, @Nullable Long before) {
        return store.before(before == null ? Long.MAX_VALUE : before, limit);
    }

    /** The entries from that number on, the oldest first. */
    public List<AuditEntry> from(long sequence, int limit) {
        return store.from(sequence, limit);
    }

    /** Where the log ends. */
    public AuditStore.Head head() {
        return store.head().orElse(EMPTY);
    }

    /** Reads the whole log that is kept, and says whether it is as it was written. */
    public Verdict verify() {
        ChainCheck check = new ChainCheck();
        long from = 0;
        while (true) {
            AuditStore.Head head = head();
            List<AuditEntry> page = store.from(from, PAGE);
            if (page.isEmpty()) {
                return check.ending(Optional.of(head));
            }
            for (AuditEntry entry : page) {
                Optional<Verdict.Broken> fault = check.next(entry);
                if (fault.isPresent()) {
                    return fault.get();
                }
            }
            from = page.getLast().sequence() + 1;
        }
    }

    /** What {@link #verify} found. */
    public sealed interface Verdict {

        /** @param entries how many were read */
        record Intact(long entries) implements Verdict {}

        /** @param sequence the first entry at fault; @param why a sentence's end */
        record Broken(long sequence, String why) implements Verdict {}
    }
}
