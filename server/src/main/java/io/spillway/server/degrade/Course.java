package io.spillway.server.degrade;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tier engine remembers of one scope's numbers and of its last changes.
 *
 * @param sight how the numbers look, and since when; null where they need not be good, since a person lets the tier go
 * @param below how they look for the tier that acts below an observed one; null where none does
 * @param raisedAt when a tier that came in part last rose
 * @param changes when what is in force changed during the last hour
 * @param returns when an alert came back during the last hour although its tier was still held
 */
record Course(
        @Nullable Sight sight,
        @Nullable Sight below,
        @Nullable Instant raisedAt,
        List<Instant> changes,
        List<Instant> returns) {

    static final Course EMPTY = new Course(null, null, null, List.of(), List.of());

    private static final Duration HOUR = Duration.ofHours(1);

    Course {
        changes = List.copyOf(changes);
        returns = List.copyOf(returns);
    }

    /** @param good whether they have been good since then, or not good */
    record Sight(boolean good, Instant since) {}

    Course with(Sight sight) {
        return new Course(sight, below, raisedAt, changes, returns);
    }

    Course below(@Nullable Sight below) {
        return new Course(sight, below, raisedAt, changes, returns);
    }

    /** Nothing but what was counted. */
    Course counters() {
        return new Course(null, null, null, changes, returns);
    }

    Course raised(Instant now) {
        return new Course(sight, below, now, changes, returns);
    }

    Course changed(Instant now) {
        return new Course(sight, below, raisedAt, plus(changes, now), returns);
    }

    Course returned(Instant now) {
        return new Course(sight, below, raisedAt, changes, plus(returns, now));
    }

    int changesUntil(Instant now) {
        return recent(changes, now).size();
    }

    private static List<Instant> plus(List<Instant> times, Instant now) {
        List<Instant> more = new ArrayList<>(recent(times, now));
        more.add(now);
        return more;
    }

    private static List<Instant> recent(List<Instant> times, Instant now) {
        Instant hourAgo = now.minus(HOUR);
        return times.stream().filter(hourAgo::isBefore).toList();
    }
}
