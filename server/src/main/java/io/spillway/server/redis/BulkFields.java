package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.task.TaskId;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bulk job as a hash. What stands in Redis is not trusted: a hash that can't be a job is an {@link IllegalStateException}. */
final class BulkFields {

    private static final Logger LOG = LoggerFactory.getLogger(BulkFields.class);

    private final BulkId id;
    private final Map<String, String> fields;

    private BulkFields(BulkId id, Map<String, String> fields) {
        this.id = id;
        this.fields = fields;
    }

    /** Names and values of what was asked for. */
    static List<String> of(BulkOrder order) {
        LetterFilter filter = order.filter();
        Cause cause = filter.cause();
        return List.of(
                "action",
                order.action().label(),
                "rate",
                Double.toString(order.perSecond()),
                "limit",
                order.limit() == null ? "0" : order.limit().toString(),
                "by",
                order.by(),
                "reason",
                order.reason(),
                "cause",
                cause == null ? "" : cause.label(),
                "text",
                orEmpty(filter.text()),
                "key",
                orEmpty(filter.key()));
    }

    /** Why a job waits, as one text: a word, a space, a sentence. */
    static String text(BulkJob.@Nullable Waiting waiting) {
        return waiting == null ? "" : waiting.why().label() + " " + waiting.detail();
    }

    /** @param reply a word, a number, how many tasks are open, names and values */
    static BulkJob job(BulkId id, List<?> reply) {
        return new BulkFields(id, map((List<?>) reply.get(3))).job((Long) reply.get(2));
    }

    /** Where the job has come to. */
    static @Nullable LetterCursor at(BulkId id, List<?> reply) {
        BulkFields job = new BulkFields(id, map((List<?>) reply.get(3)));
        String ulid = job.fields.get("at-id");
        return ulid == null ? null : new LetterCursor(job.time("at"), TaskId.of(id.type(), 0, ulid));
    }

    /** The job, or empty where there is none or it can't be read: one damaged job must not keep the others back. */
    static Optional<BulkJob> readable(BulkId id, Map<String, String> fields, long open) {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BulkFields(id, fields).job(open));
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.warn("What stands in Redis is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    static BulkJob.State state(BulkId id, String label) {
        return Arrays.stream(BulkJob.State.values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("bulk job " + id + " can't be read: its state is damaged"));
    }

    private BulkJob job(long open) {
        String ended = fields.get("ended");
        return new BulkJob(
                id,
                order(),
                state(id, text("state")),
                new BulkJob.Progress(
                        number("total"),
                        number("looked"),
                        number("done"),
                        new BulkJob.Skipped(number("gone"), number("moved")),
                        new BulkJob.Outcomes(number("succeeded"), number("failed"), number("canceled"), open)),
                new BulkJob.Times(time("started"), ended == null ? null : time("ended")),
                waiting(),
                emptyAsNull(text("owner")));
    }

    private BulkOrder order() {
        long limit = number("limit");
        long since = number("since");
        return new BulkOrder(
                BulkOrder.Action.ofLabel(text("action")).orElseThrow(() -> broken("action")),
                new LetterFilter(
                        id.type(),
                        cause(),
                        emptyAsNull(text("text")),
                        emptyAsNull(text("key")),
                        since == 0 ? null : Instant.ofEpochMilli(since),
                        time("until")),
                rate(),
                limit == 0 ? null : limit,
                text("by"),
                text("reason"));
    }

    private @Nullable Cause cause() {
        String label = text("cause");
        return label.isEmpty()
                ? null
                : Arrays.stream(Cause.values())
                        .filter(each -> each.label().equals(label))
                        .findFirst()
                        .orElseThrow(() -> broken("cause"));
    }

    private BulkJob.@Nullable Waiting waiting() {
        String[] parts = text("waiting").split(" ", 2);
        return Arrays.stream(BulkJob.Waiting.Why.values())
                .filter(why -> why.label().equals(parts[0]))
                .findFirst()
                .map(why -> new BulkJob.Waiting(why, parts.length == 2 ? parts[1] : ""))
                .orElse(null);
    }

    private double rate() {
        try {
            return Double.parseDouble(text("rate"));
        } catch (NumberFormatException e) {
            throw broken("rate");
        }
    }

    private Instant time(String name) {
        return Instant.ofEpochMilli(number(name));
    }

    private long number(String name) {
        String text = text(name);
        if (!text.matches("[0-9]{1,18}")) {
            throw broken(name);
        }
        return Long.parseLong(text);
    }

    private String text(String name) {
        String text = fields.get(name);
        if (text == null) {
            throw broken(name);
        }
        return text;
    }

    private IllegalStateException broken(String name) {
        return new IllegalStateException("bulk job " + id + " can't be read: its " + name + " is damaged");
    }

    private static Map<String, String> map(List<?> pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            map.put(String.valueOf(pairs.get(i)), String.valueOf(pairs.get(i + 1)));
        }
        return map;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
