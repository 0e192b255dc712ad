package io.spillway.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog.Verdict;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.audit.ChainCheck;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The check of one log, and what is said of it. */
final class AuditReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChainCheck check = new ChainCheck();
    private final Optional<AuditStore.Head> anchor;
    private boolean anchored;

    AuditReport(Optional<AuditStore.Head> anchor) {
        this.anchor = anchor;
    }

    /** @throws IllegalArgumentException what is no anchor */
    static Optional<AuditStore.Head> anchor(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,18}:[0-9a-f]{64}")) {
            throw new IllegalArgumentException("--anchor must be a number, a colon and 64 hexadecimal digits");
        }
        int colon = text.indexOf(':');
        return Optional.of(new AuditStore.Head(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1)));
    }

    Optional<Verdict.Broken> next(AuditEntry entry) {
        Optional<Verdict.Broken> fault = check.next(entry);
        if (fault.isEmpty() && anchor.isPresent() && anchor.get().sequence() == entry.sequence()) {
            anchored = true;
            if (!anchor.get().hash().equals(entry.hash())) {
                return Optional.of(new Verdict.Broken(entry.sequence(), "it is not the entry that the anchor names"));
            }
        }
        return fault;
    }

    Verdict ending(Optional<AuditStore.Head> head) {
        Verdict verdict = check.ending(head);
        boolean cutShort = anchor.isPresent()
                && anchor.get().sequence()
                        > check.last().map(AuditEntry::sequence).orElse(0L);
        if (verdict instanceof Verdict.Intact && cutShort) {
            return new Verdict.Broken(anchor.get().sequence(), "it is missing at the log's end: the anchor names it");
        }
        return verdict;
    }

    String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Broken broken ->
                "The audit log is broken: entry " + broken.sequence() + ": " + broken.why() + ".";
            case Verdict.Intact(long entries) when entries == 0 -> "The audit log is intact: it has no entry.";
            case Verdict.Intact(long entries) -> intact(entries);
        };
    }

    private String intact(long entries) {
        AuditEntry first = check.first().orElseThrow();
        AuditEntry last = check.last().orElseThrow();
        StringBuilder text = new StringBuilder("The audit log is intact: ")
                .append(entries)
                .append(entries == 1 ? " entry, " : " entries, ")
                .append(first.sequence())
                .append(" to ")
                .append(last.sequence())
                .append('.');
        if (first.sequence() > 1) {
            text.append(" Entries before ")
                    .append(first.sequence())
                    .append(" are no longer kept: the log keeps ")
                    .append(ChainCheck.KEPT)
                    .append('.');
        }
        if (anchor.isPresent() && !anchored) {
            text.append(" The anchor's entry is no longer kept either, so it says nothing.");
        }
        return text.append("\nTo find out later that nobody wrote it anew, keep this elsewhere: --anchor ")
                .append(last.sequence())
                .append(':')
                .append(last.hash())
                .toString();
    }

    String json(Verdict verdict) {
        ObjectNode json = JSON.createObjectNode();
        switch (verdict) {
            case Verdict.Broken broken ->
                json.put("intact", false).put("sequence", broken.sequence()).put("why", broken.why());
            case Verdict.Intact intact -> {
                json.put("intact", true).put("entries", intact.entries());
                check.first().ifPresent(first -> json.put("first", first.sequence()));
                check.last().ifPresent(last -> json.put("last", last.sequence()).put("hash", last.hash()));
            }
        }
        return json.toString();
    }
}
