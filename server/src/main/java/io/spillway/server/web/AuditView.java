package io.spillway.server.web;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.task.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the audit log, newest first. @param first the link to the first page; null on it @param next null at the end */
public record AuditView(
        List<Row> rows, @Nullable String first, @Nullable String next) {

    private static final int SHORT_HASH = 10;

    public record Row(
            long sequence,
            Moment at,
            String actor,
            @Nullable String actorHref,
            String action,
            String subject,
            @Nullable String subjectHref,
            String change,
            String reason,
            String hash,
            String hashShort) {}

    /** @param before where the page begins; null for the first page @param size how many make a full page */
    static AuditView of(List<AuditEntry> entries, @Nullable Long before, int size, Format format) {
        boolean more = entries.size() >= size && entries.getLast().sequence() > 1;
        return new AuditView(
                entries.stream().map(entry -> row(entry, format)).toList(),
                before == null ? null : "/audit",
                more ? "/audit?before=" + entries.getLast().sequence() : null);
    }

    static Row row(AuditEntry entry, Format format) {
        return new Row(
                entry.sequence(),
                format.moment(entry.at()),
                ChangeView.actor(entry.actor(), format),
                ChangeView.actorHref(entry.actor()),
                entry.action(),
                entry.subject(),
                subjectHref(entry),
                ChangeView.words(entry.change(), format),
                EngineWords.of(entry, format),
                entry.hash(),
                entry.hash().substring(0, Math.min(SHORT_HASH, entry.hash().length())));
    }

    /* Where to look at what was changed. */
    private static @Nullable String subjectHref(AuditEntry entry) {
        String action = entry.action();
        if (action.startsWith("task.") && TaskId.parse(entry.subject()).isPresent()) {
            return "/tasks/" + entry.subject();
        }
        if (action.startsWith("dead-letter.") && TaskId.parse(entry.subject()).isPresent()) {
            return "/dead-letters/" + entry.subject();
        }
        if (action.startsWith("dead-letters.")) {
            return "/dead-letters";
        }
        if (action.startsWith("degradation.") || action.startsWith("policy.")) {
            return "/degradation";
        }
        return action.startsWith("plugin.") ? "/plugins" : null;
    }
}
