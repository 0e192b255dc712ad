package io.spillway.server.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One drill as all nodes see it.
 *
 * @param node the one that runs it
 * @param why what ended it, a sentence; null while it goes on, and where every promise held
 */
public record Drill(
        DrillId id,
        DrillOrder order,
        String node,
        Phase phase,
        Timeline timeline,
        Canaries canaries,
        Facts facts,
        @Nullable String why) {

    static Drill begin(DrillId id, DrillOrder order, String node, Instant now) {
        return new Drill(id, order, node, Phase.BASELINE, Timeline.begun(now), Canaries.NONE, Facts.NONE, null);
    }

    public Instant startedAt() {
        return timeline.of(Phase.BASELINE).orElse(timeline.updatedAt());
    }

    public Optional<Instant> endedAt() {
        return phase.isOver() ? timeline.of(phase) : Optional.empty();
    }

    public boolean isOver() {
        return phase.isOver();
    }

    /** How long it has taken so far, or took. */
    public Duration lasting() {
        return Duration.between(startedAt(), endedAt().orElse(timeline.updatedAt()));
    }

    Instant phaseSince() {
        return timeline.of(phase).orElse(timeline.updatedAt());
    }

    Drill with(Timeline timeline) {
        return new Drill(id, order, node, phase, timeline, canaries, facts, why);
    }

    Drill with(Canaries canaries) {
        return new Drill(id, order, node, phase, timeline, canaries, facts, why);
    }

    Drill with(Facts facts) {
        return new Drill(id, order, node, phase, timeline, canaries, facts, why);
    }

    Drill mark(Mark mark, @Nullable Instant at) {
        return at == null ? this : with(timeline.mark(mark, at));
    }

    Drill enter(Phase next, Instant at) {
        return new Drill(id, order, node, next, timeline.enter(next, at), canaries, facts, why);
    }

    Drill end(Phase end, @Nullable String why, Instant at) {
        return new Drill(id, order, node, end, timeline.at(at).enter(end, at), canaries, facts, why);
    }
}
