package io.spillway.server.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task as the scripts keep it: one string of a head of fixed width, what was submitted, and a note. {@code record.lua} has
 * the same layout, and says what each part is. What stands in Redis is not trusted: a string that can't be a task is an
 * {@link IllegalStateException} that names the task and the part.
 */
final class TaskRecord {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRecord.class);
    private static final String NOTHING = "{}";

    private final TaskId id;
    private final String text;
    private final RecordHead head;

    private TaskRecord(TaskId id, String text) {
        this.id = id;
        this.text = text;
        this.head = new RecordHead(id, text);
    }

    static Task task(TaskId id, String text) {
        TaskRecord record = new TaskRecord(id, text);
        return record.read(record.head.number(Part.FENCE), null);
    }

    /** What a claim makes of a task. */
    record Claim(Instant at, String node, Tier tier) {}

    /** @param text the record as it was before the claim */
    static Task claimed(TaskId id, String text, long fence, Claim claim) {
        return new TaskRecord(id, text).read(fence, claim);
    }

    /** The task, or empty and a line in the log where it can't be read: one damaged task must not keep the others back. */
    static Optional<Task> readable(Supplier<Task> reading) {
        try {
            return Optional.of(reading.get());
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.warn("What stands in Redis is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    static Optional<Task> readable(TaskId id, String text) {
        return readable(() -> task(id, text));
    }

    private Task read(long fence, @Nullable Claim claim) {
        Body body = body();
        TaskState state = claim == null ? head.state() : TaskState.RUNNING;
        return new Task(
                id,
                state,
                new Task.Spec(
                        id.type(),
                        body.payload(),
                        head.criticality(),
                        (int) head.number(Part.TRIES),
                        emptyAsNull(body.key()),
                        emptyAsNull(body.lane()),
                        emptyAsNull(body.trace())),
                claim(fence, claim),
                times(state, claim),
                failure(state, body.note()),
                state == TaskState.SUCCEEDED ? body.note().isEmpty() ? NOTHING : body.note() : null,
                claim == null && head.part(Part.PLACE).equals("k"));
    }

    private Task.Claim claim(long fence, @Nullable Claim claim) {
        int attempt = (int) head.number(Part.ATTEMPT);
        return claim == null
                ? new Task.Claim(
                        attempt, fence, emptyAsNull(head.part(Part.NODE).strip()), head.tier())
                : new Task.Claim(attempt + 1, fence, claim.node(), claim.tier());
    }

    private Task.Times times(TaskState state, @Nullable Claim claim) {
        Instant started = claim == null ? head.time(Part.STARTED) : claim.at();
        return new Task.Times(
                Instant.ofEpochMilli(head.number(Part.CREATED)),
                head.time(Part.DEADLINE),
                head.time(Part.DUE),
                started,
                claim != null && head.number(Part.ATTEMPT) == 0 ? started : head.time(Part.FIRST),
                state.isTerminal() ? head.time(Part.FINISHED) : null);
    }

    /** What follows the head. */
    private record Body(String key, String lane, String trace, String payload, String note) {}

    /* The lengths are in bytes. Where the text has as many characters, those are its bytes. */
    private Body body() {
        int[] lengths = {
            (int) head.number(Part.KEY),
            (int) head.number(Part.LANE),
            (int) head.number(Part.TRACE),
            (int) head.number(Part.PAYLOAD),
            (int) head.number(Part.NOTE)
        };
        int all = Arrays.stream(lengths).sum();
        String[] parts = new String[lengths.length];
        boolean plain = RecordText.isAscii(text);
        byte[] bytes = plain ? new byte[0] : text.getBytes(UTF_8);
        if ((plain ? text.length() : bytes.length) < Part.HEAD + all) {
            throw head.broken("body");
        }
        int from = Part.HEAD;
        for (int i = 0; i < lengths.length; i++) {
            parts[i] = plain ? text.substring(from, from + lengths[i]) : new String(bytes, from, lengths[i], UTF_8);
            from += lengths[i];
        }
        return new Body(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private Task.@Nullable Failure failure(TaskState state, String note) {
        Cause cause = state == TaskState.SUCCEEDED ? null : head.cause();
        return cause == null ? null : new Task.Failure(cause, note);
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
