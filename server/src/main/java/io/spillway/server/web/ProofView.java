package io.spillway.server.web;

import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillProof;
import io.spillway.server.drill.Phase;
import io.spillway.server.web.BoardView.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the loop was last proven.
 *
 * @param age how long ago; null if it never was
 * @param isStale whether drills are scheduled and the proof is too old
 * @param underWay the phase of the drill that is under way; null if none is
 * @param failed the id of the last drill, if it did not pass; null if it did, or there was none
 */
public record ProofView(
        @Nullable String age,
        boolean isStale,
        @Nullable String underWay,
        @Nullable String failed) {

    static ProofView of(DrillConfig config, List<Drill> drills, Format format) {
        DrillProof proof = DrillProof.of(drills);
        Optional<Instant> passed = proof.passedAt();
        boolean isOld = passed.map(at -> at.plus(DrillProof.STALE).isBefore(format.now()))
                .orElse(true);
        return new ProofView(
                passed.map(format::since).orElse(null),
                isOld && config.isScheduled(),
                drills.stream()
                        .filter(drill -> !drill.isOver())
                        .findFirst()
                        .map(drill -> drill.phase().name())
                        .orElse(null),
                proof.last()
                        .filter(drill -> drill.phase() == Phase.FAILED)
                        .map(drill -> drill.id().ulid())
                        .orElse(null));
    }

    /** What a person should look at. */
    List<Point> points(Format format) {
        List<Point> points = new ArrayList<>();
        if (failed != null) {
            points.add(new Point("drill-failed", "", "warn", "/drills/" + failed));
        } else if (isStale) {
            points.add(new Point("unproven", "", "warn", "/drills", age == null ? null : format.sentence("ago", age)));
        }
        return points;
    }
}
