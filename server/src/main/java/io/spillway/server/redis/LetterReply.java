package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.DeadLetter;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterStore;
import io.spillway.server.deadletter.LetterStore.Entry;
import io.spillway.server.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code letters.lua} is asked and answers. */
final class LetterReply {

    private static final Logger LOG = LoggerFactory.getLogger(LetterReply.class);
    private static final int SHARD = 0;
    private static final int EACH = 5;

    private LetterReply() {}

    /** The order and the place in it. Letters of another type that failed at the same moment sort by the name of the type. */
    static List<String> place(String type, LetterStore.Order order, @Nullable LetterCursor after) {
        boolean down = order == LetterStore.Order.NEWEST_FIRST;
        String word = down ? "down" : "up";
        if (after == null) {
            return List.of(word, "", "");
        }
        int other = type.compareTo(after.id().type());
        String id = other == 0 ? after.id().ulid() : (other < 0) == down ? "~" : "";
        return List.of(word, Long.toString(after.failedAt().toEpochMilli()), id);
    }

    /** @param max how many were asked for */
    static LetterStore.Slice slice(String type, int max, List<?> reply) {
        List<Entry> entries = new ArrayList<>();
        int count = (reply.size() - 2) / EACH;
        for (int i = 2; i + EACH <= reply.size(); i += EACH) {
            Instant failedAt = Instant.ofEpochMilli((Long) reply.get(i + 1));
            List<String> texts = List.of(
                    String.valueOf(reply.get(i + 2)),
                    String.valueOf(reply.get(i + 3)),
                    String.valueOf(reply.get(i + 4)));
            TaskId.parse(type + "." + SHARD + "." + reply.get(i))
                    .map(id -> new Entry(
                            new LetterCursor(failedAt, id),
                            letter(id, failedAt, texts).orElse(null)))
                    .ifPresent(entries::add);
        }
        return new LetterStore.Slice(entries, (Long) reply.get(0), (Long) reply.get(1), count == max);
    }

    /** @param texts head, key and message */
    private static Optional<DeadLetter> letter(TaskId id, Instant failedAt, List<String> texts) {
        if (texts.getFirst().isEmpty()) {
            return Optional.empty();
        }
        try {
            RecordHead head = new RecordHead(id, texts.getFirst());
            String node = head.part(Part.NODE).strip();
            return Optional.of(new DeadLetter(
                    id,
                    failedAt,
                    Objects.requireNonNullElse(head.time(Part.CREATED), failedAt),
                    new DeadLetter.Failure(Objects.requireNonNullElse(head.cause(), Cause.BUG), texts.get(2)),
                    new DeadLetter.Attempts(
                            (int) head.number(Part.ATTEMPT),
                            (int) head.number(Part.TRIES),
                            node.isEmpty() ? null : node),
                    head.criticality(),
                    texts.get(1).isEmpty() ? null : texts.get(1),
                    (int) head.number(Part.PAYLOAD),
                    head.part(Part.WON).equals("1")));
        } catch (IllegalStateException e) {
            LOG.warn("What stands in Redis is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
