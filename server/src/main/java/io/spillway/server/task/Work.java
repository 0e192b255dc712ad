package io.spillway.server.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node does with one type in one go: attempts that have ended are settled, and new tasks are claimed in their place.
 *
 * @param settlements of tasks of this type
 * @param claim null to claim nothing
 */
public record Work(
        String type,
        String node,
        List<Settlement> settlements,
        @Nullable ClaimRequest claim) {

    public Work {
        settlements = List.copyOf(settlements);
    }

    /** @param results one for each settlement, in order */
    public record Done(List<Settlement.Result> results, Claimed claimed) {}
}
