package io.spillway.server.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the drills that are kept prove of the loop.
 *
 * @param last the last that ended
 * @param lastPassed the last that proved it
 */
public record DrillProof(Optional<Drill> last, Optional<Drill> lastPassed) {

    /** A proof that is older than this is stale, where drills are scheduled. */
    public static final Duration STALE = Duration.ofDays(8);

    public static DrillProof of(List<Drill> drills) {
        return new DrillProof(newest(drills, false), newest(drills, true));
    }

    private static Optional<Drill> newest(List<Drill> drills, boolean passed) {
        return drills.stream()
                .filter(each -> passed ? each.phase() == Phase.DONE : each.isOver())
                .max(Comparator.comparing(each -> each.endedAt().orElse(Instant.EPOCH)));
    }

    public Optional<Instant> passedAt() {
        return lastPassed.flatMap(Drill::endedAt);
    }

    public Optional<Boolean> isLastWell() {
        return last.map(each -> each.phase() == Phase.DONE);
    }
}
