package io.spillway.server.deadletter;

import io.spillway.plugin.api.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What failed, in numbers.
 *
 * @param looked how many letters it was counted from, the last ones
 * @param total how many there are
 * @param matched how many of those looked at are asked for
 * @param groups by type, cause and kind of message, the largest first
 * @param others how many are in groups that are not shown
 * @param times when they failed; null where none did
 */
public record LetterSummary(
        long looked,
        long total,
        long matched,
        List<Group> groups,
        long others,
        @Nullable Times times) {

    public LetterSummary {
        groups = List.copyOf(groups);
    }

    /**
     * Letters whose messages differ only in numbers.
     *
     * @param pattern the message with {@code #} for numbers: a filter's text that finds them again
     * @param last when the last one failed
     */
    public record Group(String type, Cause cause, String pattern, long count, Instant last) {}

    /**
     * How many failed when.
     *
     * @param from when the first step begins
     * @param counts one for each step
     * @param complete false where they were counted from those that were looked at
     */
    public record Times(Instant from, Duration step, List<Long> counts, boolean complete) {

        public Times {
            counts = List.copyOf(counts);
        }
    }
}
