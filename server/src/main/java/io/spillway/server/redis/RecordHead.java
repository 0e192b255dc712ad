package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The head of a task's record: the parts that {@link Part} lists. A part that can't be right is an {@link IllegalStateException}. */
final class RecordHead {

    private final TaskId id;
    private final String text;

    /** @param text the record, or the beginning of it */
    RecordHead(TaskId id, String text) {
        this.id = id;
        this.text = text;
        if (text.length() < Part.HEAD) {
            throw new IllegalStateException("task " + id + " can't be read: it is no record of a task");
        }
    }

    String part(Part part) {
        return text.substring(part.from(), part.to());
    }

    long number(Part part) {
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

    @Nullable
    Instant time(Part part) {
        long millis = number(part);
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    TaskState state() {
        TaskState state = Letters.state(text.charAt(Part.STATE.from()));
        if (state == null) {
            throw broken("state");
        }
        return state;
    }

    /** Of the last failure; null for none. */
    @Nullable
    Cause cause() {
        char letter = text.charAt(Part.CAUSE.from());
        if (letter == Letters.NO_CAUSE) {
            return null;
        }
        Cause cause = Letters.cause(letter);
        if (cause == null) {
            throw broken("cause");
        }
        return cause;
    }

    Criticality criticality() {
        int digit = text.charAt(Part.CRITICALITY.from()) - '0';
        if (digit < 0 || digit >= Criticality.values().length) {
            throw broken("criticality");
        }
        return Criticality.values()[digit];
    }

    @Nullable
    Tier tier() {
        char digit = text.charAt(Part.TIER.from());
        if (digit == '-') {
            return null;
        }
        if (digit < '0' || digit > '3') {
            throw broken("tier");
        }
        return Tier.values()[digit - '0'];
    }

    IllegalStateException broken(String part) {
        return new IllegalStateException("task " + id + " can't be read: its " + part + " is damaged");
    }
}
