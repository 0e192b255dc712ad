package io.spillway.server.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
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

    private TaskRecord(TaskId id, String text) {
        this.id = id;
        this.text = text;
        if (text.length() < Part.HEAD) {
            throw new IllegalStateException("task " + id + " can't be read: it is no record of a task");
        }
    }

    static Task task(TaskId id, String text) {
        TaskRecord record = new TaskRecord(id, text);
        return record.read(record.number(Part.FENCE), null);
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
        TaskState state = claim == null ? state() : TaskState.RUNNING;
        return new Task(
                id,
                state,
                new Task.Spec(
                        id.type(),
                        body.payload(),
                        criticality(),
                        (int) number(Part.TRIES),
                        emptyAsNull(body.key()),
                        emptyAsNull(body.lane()),
                        emptyAsNull(body.trace())),
                claim(fence, claim),
                times(state, claim),
                failure(state, body.note()),
                state == TaskState.SUCCEEDED ? body.note().isEmpty() ? NOTHING : body.note() : null,
                claim == null && part(Part.PLACE).equals("k"));
    }

    private Task.Claim claim(long fence, @Nullable Claim claim) {
        int attempt = (int) number(Part.ATTEMPT);
        return claim == null
                ? new Task.Claim(attempt, fence, emptyAsNull(part(Part.NODE).strip()), tier())
                : new Task.Claim(attempt + 1, fence, claim.node(), claim.tier());
    }

    private Task.Times times(TaskState state, @Nullable Claim claim) {
        Instant started = claim == null ? time(Part.STARTED) : claim.at();
        return new Task.Times(
                Instant.ofEpochMilli(number(Part.CREATED)),
                time(Part.DEADLINE),
                time(Part.DUE),
                started,
                claim != null && number(Part.ATTEMPT) == 0 ? started : time(Part.FIRST),
                state.isTerminal() ? time(Part.FINISHED) : null);
    }

    /** What follows the head. */
    private record Body(String key, String lane, String trace, String payload, String note) {}

    /* The lengths are in bytes. Where the text has as many characters, those are its bytes. */
    private Body body() {
        int[] lengths = {
            (int) number(Part.KEY),
            (int) number(Part.LANE),
            (int) number(Part.TRACE),
            (int) number(Part.PAYLOAD),
            (int) number(Part.NOTE)
        };
        int all = Arrays.stream(lengths).sum();
        String[] parts = new String[lengths.length];
        boolean plain = RecordText.isAscii(text);
        byte[] bytes = plain ? new byte[0] : text.getBytes(UTF_8);
        if ((plain ? text.length() : bytes.length) < Part.HEAD + all) {
            throw broken("body");
        }
        int from = Part.HEAD;
        for (int i = 0; i < lengths.length; i++) {
            parts[i] = plain ? text.substring(from, from + lengths[i]) : new String(bytes, from, lengths[i], UTF_8);
            from += lengths[i];
        }
        return new Body(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private Task.@Nullable Failure failure(TaskState state, String note) {
        char letter = text.charAt(Part.CAUSE.from());
        if (letter == Letters.NO_CAUSE || state == TaskState.SUCCEEDED) {
            return null;
        }
        Cause cause = Letters.cause(letter);
        if (cause == null) {
            throw broken("cause");
        }
        return new Task.Failure(cause, note);
    }

    private TaskState state() {
        TaskState state = Letters.state(text.charAt(Part.STATE.from()));
        if (state == null) {
            throw broken("state");
        }
        return state;
    }

    private Criticality criticality() {
        int digit = text.charAt(Part.CRITICALITY.from()) - '0';
        if (digit < 0 || digit >= Criticality.values().length) {
            throw broken("criticality");
        }
        return Criticality.values()[digit];
    }

    private @Nullable Tier tier() {
        char digit = text.charAt(Part.TIER.from());
        if (digit == '-') {
            return null;
        }
        if (digit < '0' || digit > '3') {
            throw broken("tier");
        }
        return Tier.values()[digit - '0'];
    }

    private @Nullable Instant time(Part part) {
        long millis = number(part);
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private long number(Part part) {
        long number = 0;
        for (int i = part.from(); i < part.to(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw broken(part.name().toLowerCase(Locale.ROOT));
            }
            number = 10 * number + digit;
        }
        return number;
    }

    private String part(Part part) {
        return text.substring(part.from(), part.to());
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private IllegalStateException broken(String part) {
        return new IllegalStateException("task " + id + " can't be read: its " + part + " is damaged");
    }
}
