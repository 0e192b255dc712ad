package io.spillway.server.deadletter;

import io.spillway.server.deadletter.LetterStore.Span;
import io.spillway.server.deadletter.LetterSummary.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Says how many letters failed when, in as many steps as a small picture can show. */
final class Chronicle {

    private static final int MOST = 60;
    private static final List<Duration> STEPS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofDays(1));

    private final LetterStore store;

    Chronicle(LetterStore store) {
        this.store = store;
    }

    /** @param seen when those that were looked at and match failed: all that is known where a filter looks into letters */
    @Nullable
    Times of(List<String> types, LetterFilter filter, List<Instant> seen) {
        if (filter.isByTimeOnly()) {
            Optional<Span> span = store.span(types, filter.since(), filter.until());
            return span.map(each -> counted(types, each)).orElse(null);
        }
        return seen.isEmpty() ? null : sampled(seen);
    }

    private Times counted(List<String> types, Span span) {
        Duration step = step(span);
        Instant from = floor(span.first(), step);
        return new Times(from, step, store.histogram(types, span, from, step), true);
    }

    private static Times sampled(List<Instant> seen) {
        Span span = new Span(Collections.min(seen), Collections.max(seen));
        Duration step = step(span);
        Instant from = floor(span.first(), step);
        long[] counts = new long[steps(from, span.last(), step)];
        seen.forEach(each -> counts[(int) Duration.between(from, each).dividedBy(step)]++);
        return new Times(from, step, LongStream.of(counts).boxed().toList(), false);
    }

    private static Duration step(Span span) {
        Duration whole = Duration.between(span.first(), span.last());
        return STEPS.stream()
                .filter(step -> whole.dividedBy(step) < MOST - 1)
                .findFirst()
                .orElse(STEPS.getLast());
    }

    private static int steps(Instant from, Instant last, Duration step) {
        return (int) Math.min(10 * MOST, Duration.between(from, last).dividedBy(step) + 1);
    }

    private static Instant floor(Instant at, Duration step) {
        long millis = step.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), millis) * millis);
    }
}
