package io.spillway.server.web;

import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The drills whose reports are kept, and when the loop was last proven.
 *
 * @param shown the one whose report is shown in full; null if there is none
 * @param schedule when drills begin by themselves; null if they don't
 * @param command what begins one
 * @param problem why the form was refused, the end of a message's key; null if it was not
 * @param hindrance why no drill can begin now, a sentence; null if nothing was tried
 */
public record DrillsView(
        ProofView proof,
        @Nullable DrillView shown,
        List<DrillView> others,
        @Nullable String schedule,
        String command,
        @Nullable String problem,
        @Nullable String hindrance) {

    static final String PATH = "/drills";

    static DrillsView of(DrillConfig config, List<Drill> drills, @Nullable Drill shown, Format format) {
        Drill first = shown == null && !drills.isEmpty() ? drills.getFirst() : shown;
        return new DrillsView(
                ProofView.of(config, drills, format),
                first == null ? null : DrillView.of(first, format),
                drills.stream()
                        .filter(each -> first == null || !each.id().equals(first.id()))
                        .map(each -> DrillView.of(each, format))
                        .toList(),
                config.isScheduled() ? config.schedule().text() : null,
                "./spillway drill",
                null,
                null);
    }

    DrillsView refused(String why) {
        return new DrillsView(proof, shown, others, schedule, command, why, null);
    }

    DrillsView hindered(String why) {
        return new DrillsView(proof, shown, others, schedule, command, null, why);
    }
}
