package io.spillway.server.drill;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * When a drill began what, and when what was seen.
 *
 * @param updatedAt when it was looked at last
 */
public record Timeline(Instant updatedAt, Map<Phase, Instant> phases, Map<Mark, Instant> marks) {

    public Timeline {
        phases = Map.copyOf(phases);
        marks = Map.copyOf(marks);
    }

    static Timeline begun(Instant now) {
        return new Timeline(now, Map.of(Phase.BASELINE, now), Map.of());
    }

    Timeline at(Instant now) {
        return new Timeline(now, phases, marks);
    }

    Timeline enter(Phase phase, Instant at) {
        Map<Phase, Instant> more = new EnumMap<>(Phase.class);
        more.putAll(phases);
        more.put(phase, at);
        return new Timeline(updatedAt, more, marks);
    }

    /** The first time counts. */
    Timeline mark(Mark mark, Instant at) {
        if (marks.containsKey(mark)) {
            return this;
        }
        Map<Mark, Instant> more = new EnumMap<>(Mark.class);
        more.putAll(marks);
        more.put(mark, at);
        return new Timeline(updatedAt, phases, more);
    }

    public Optional<Instant> of(Mark mark) {
        return Optional.ofNullable(marks.get(mark));
    }

    public Optional<Instant> of(Phase phase) {
        return Optional.ofNullable(phases.get(phase));
    }
}
