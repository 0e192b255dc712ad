package io.spillway.server.redis;

import io.spillway.server.task.Submission;
import io.spillway.server.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a record that a submission decides: from the criticality on. */
final class RecordText {

    private static final int MAX_TRIES = 999;
    private static final String VERSION = "1";
    /** More characters than the numbers take. */
    private static final int NUMBERS = 64;

    private RecordText() {}

    static String of(Submission submission) {
        return of(submission.spec(), submission.timeout());
    }

    static String of(Task.Spec spec, @Nullable Duration timeout) {
        String key = orEmpty(spec.idempotencyKey());
        String lane = orEmpty(spec.concurrencyKey());
        String trace = orEmpty(spec.traceparent());
        StringBuilder text = new StringBuilder(NUMBERS
                + key.length()
                + lane.length()
                + trace.length()
                + spec.payload().length());
        text.append((char) ('0' + spec.criticality().ordinal()));
        number(text, Part.TRIES, Math.min(spec.maxAttempts(), MAX_TRIES));
        number(text, Part.TIMEOUT, timeout == null ? 0 : timeout.toMillis());
        number(text, Part.KEY, bytes(key));
        number(text, Part.LANE, bytes(lane));
        number(text, Part.TRACE, bytes(trace));
        number(text, Part.PAYLOAD, bytes(spec.payload()));
        return text.append(VERSION)
                .append(key)
                .append(lane)
                .append(trace)
                .append(spec.payload())
                .toString();
    }

    /** A claim's number as the record has it. */
    static String fence(long fence) {
        StringBuilder text = new StringBuilder(Part.FENCE.width());
        number(text, Part.FENCE, fence);
        return text.toString();
    }

    private static void number(StringBuilder text, Part part, long number) {
        String digits = Long.toString(number);
        if (digits.length() > part.width()) {
            throw new IllegalArgumentException(
                    "a task's " + part + " of " + number + " has more than " + part.width() + " digits");
        }
        text.repeat('0', part.width() - digits.length()).append(digits);
    }

    /** The length in UTF-8. */
    static int bytes(String text) {
        return isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
