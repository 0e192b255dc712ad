package io.spillway.server.web;

import io.spillway.server.audit.AuditLog;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.plugin.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Sets and takes back limits by hand. The audit entry comes before the change: a change without its entry can't be. */
final class LimitChanges {

    static final Duration MIN_TTL = Duration.ofSeconds(1);
    static final Duration MAX_TTL = Duration.ofDays(30);

    private final LimitBook book;
    private final AuditLog audit;

    LimitChanges(LimitBook book, AuditLog audit) {
        this.book = book;
        this.audit = audit;
    }

    /** @throws Problem.ProblemException 404 where no such type is known */
    void requireType(String type) {
        SortedSet<String> types = book.types();
        if (!types.contains(type)) {
            throw Problem.of(
                            404,
                            "There is no task type " + Texts.clip(type, 64)
                                    + NearestName.of(type, types)
                                            .map(near -> "; did you mean " + near + "?")
                                            .orElse("."))
                    .exception();
        }
    }

    TypeLimits set(String type, ManualLimits.Change change) {
        Duration ttl = change.ttl();
        audit.append(
                change.by(),
                "limits.set",
                type,
                text(book.of(type).manual()) + " → " + text(change.values()) + (ttl == null ? "" : " for " + ttl),
                change.reason());
        book.set(type, change);
        return book.of(type);
    }

    /** Where nothing is set, nothing is written. */
    TypeLimits clear(String type, String actor, String reason) {
        TypeLimits before = book.of(type);
        if (before.manual().isEmpty()) {
            return before;
        }
        audit.append(actor, "limits.clear", type, text(before.manual()) + " → none by hand", reason);
        book.clear(type);
        return book.of(type);
    }

    private static String text(Optional<ManualLimits> manual) {
        return manual.map(each -> text(each.values())).orElse("none by hand");
    }

    private static String text(ManualLimits.Values values) {
        List<String> parts = new ArrayList<>();
        values.concurrency().ifPresent(limit -> parts.add(limit == 0 ? "paused" : "concurrency " + text(limit)));
        values.perSecond().ifPresent(rate -> parts.add("per second " + (rate.isInfinite() ? "none" : rate.toString())));
        values.perKey().ifPresent(limit -> parts.add("per key " + text(limit)));
        return String.join(", ", parts);
    }

    private static String text(int limit) {
        return limit == Integer.MAX_VALUE ? "none" : Integer.toString(limit);
    }
}
