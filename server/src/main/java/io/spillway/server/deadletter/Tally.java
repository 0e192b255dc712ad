package io.spillway.server.deadletter;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.LetterSummary.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts letters by type, cause and kind of message. */
final class Tally {

    private static final int SHOWN = 12;

    private final Map<Kind, Group> groups = new HashMap<>();
    private final List<Instant> times = new ArrayList<>();

    private record Kind(String type, Cause cause, String pattern) {}

    void add(DeadLetter letter) {
        times.add(letter.failedAt());
        Cause cause = letter.failure().cause();
        String pattern = MessagePattern.of(letter.failure().message());
        groups.merge(
                new Kind(letter.type(), cause, pattern),
                new Group(letter.type(), cause, pattern, 1, letter.failedAt()),
                (one, other) -> new Group(
                        one.type(),
                        one.cause(),
                        one.pattern(),
                        one.count() + other.count(),
                        one.last().isAfter(other.last()) ? one.last() : other.last()));
    }

    /** When each of them failed. */
    List<Instant> times() {
        return times;
    }

    LetterSummary summary(LetterReader reader, LetterSummary.@Nullable Times when) {
        List<Group> sorted = groups.values().stream()
                .sorted(Comparator.comparingLong(Group::count)
                        .reversed()
                        .thenComparing(Group::last, Comparator.reverseOrder())
                        .thenComparing(Group::pattern))
                .toList();
        List<Group> shown = sorted.subList(0, Math.min(SHOWN, sorted.size()));
        long counted = shown.stream().mapToLong(Group::count).sum();
        return new LetterSummary(reader.looked(), reader.total(), times.size(), shown, times.size() - counted, when);
    }
}
