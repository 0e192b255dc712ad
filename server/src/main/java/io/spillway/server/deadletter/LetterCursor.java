package io.spillway.server.deadletter;

import io.spillway.server.task.TaskId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** A place in the order of dead letters: by time of failure, and among those of one moment by type and id. */
public record LetterCursor(Instant failedAt, TaskId id) {

    static final Comparator<LetterCursor> OLDEST_FIRST = Comparator.comparing(LetterCursor::failedAt)
            .thenComparing(each -> each.id().type())
            .thenComparing(each -> each.id().ulid());

    public static LetterCursor of(DeadLetter letter) {
        return new LetterCursor(letter.failedAt(), letter.id());
    }

    /** What {@link #text} made a text of, or empty. */
    public static Optional<LetterCursor> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || dash > 15 || !text.substring(0, dash).chars().allMatch(each -> each >= '0' && each <= '9')) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochMilli(Long.parseLong(text.substring(0, dash)));
        return TaskId.parse(text.substring(dash + 1)).map(id -> new LetterCursor(at, id));
    }

    /** {@code <ms>-<id>}. */
    public String text() {
        return failedAt.toEpochMilli() + "-" + id;
    }
}
