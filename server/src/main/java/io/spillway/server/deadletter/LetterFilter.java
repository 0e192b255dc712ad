package io.spillway.server.deadletter;

import io.spillway.plugin.api.Cause;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody asks for. What is null decides nothing.
 *
 * @param text part of the message, in upper or lower case; with {@code #} for numbers it may be a {@link MessagePattern} of many messages
 * @param key part of the idempotency key or of the id
 * @param since the earliest failure
 * @param until the latest one
 */
public record LetterFilter(
        @Nullable String type,
        @Nullable Cause cause,
        @Nullable String text,
        @Nullable String key,
        @Nullable Instant since,
        @Nullable Instant until) {

    public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null);

    public static LetterFilter ofType(String type) {
        return new LetterFilter(type, null, null, null, null, null);
    }

    public LetterFilter withType(@Nullable String other) {
        return new LetterFilter(other, cause, text, key, since, until);
    }

    public LetterFilter withCause(@Nullable Cause other) {
        return new LetterFilter(type, other, text, key, since, until);
    }

    public LetterFilter withText(@Nullable String other) {
        return new LetterFilter(type, cause, other, key, since, until);
    }

    public LetterFilter withKey(@Nullable String other) {
        return new LetterFilter(type, cause, text, other, since, until);
    }

    public LetterFilter between(@Nullable Instant from, @Nullable Instant to) {
        return new LetterFilter(type, cause, text, key, from, to);
    }

    /** Whether the type and the time say all: then letters can be counted without being looked at. */
    public boolean isByTimeOnly() {
        return cause == null && text == null && key == null;
    }

    /** Whether the letter is one of those, but for its type and time, which decide where it is looked for. */
    public boolean matches(DeadLetter letter) {
        return (cause == null || cause == letter.failure().cause())
                && (text == null || matchesText(letter.failure().message(), text))
                && (key == null || contains(letter.id().value(), key) || contains(letter.key(), key));
    }

    private static boolean matchesText(String message, String text) {
        return contains(message, text)
                || text.indexOf(MessagePattern.NUMBER) >= 0 && contains(MessagePattern.of(message), text);
    }

    private static boolean contains(@Nullable String whole, String part) {
        return whole != null && whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
