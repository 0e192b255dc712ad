package io.spillway.server.drill;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where drills are kept, for all nodes: the last ones, and the right to run one, which only one node has at a time. Every
 * method throws {@link io.spillway.server.task.QueueUnavailableException} when the storage does not answer.
 */
public interface DrillStore {

    /** Keeps the drill and takes the right to run it; or says which one is under way. */
    Optional<DrillId> begin(Drill drill);

    /** Keeps how far the drill is, and the right for a little longer; one that is over gives the right back. */
    Saved save(Drill drill);

    /** Keeps the end of a drill whose node is gone; false if a node still runs it. */
    boolean bury(Drill drill);

    /** The drill that a node has the right to run now. */
    Optional<DrillId> underWay();

    void ask(AbortRequest request);

    Optional<Drill> find(DrillId id);

    /** The last ones first. */
    List<Drill> recent(int limit);

    /** @param abort what was asked for; null for nothing. @param isLost the right went to another node, or expired */
    record Saved(boolean isLost, @Nullable AbortRequest abort) {}
}
