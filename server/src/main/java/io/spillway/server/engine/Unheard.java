package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of claims whose answer was lost: the queue may have given tasks to this node of which it knows nothing. Without
 * this they would wait for the end of their lease, and each time lose one of their attempts.
 *
 * <p>A request that was sent may be carried out some time after its sender has given up on it, so the question is asked again
 * for a while.
 */
final class Unheard {

    private static final Logger LOG = LoggerFactory.getLogger(Unheard.class);
    private static final Duration WHILE = Duration.ofSeconds(5);

    private final String type;
    private final Lane.Shop shop;
    private boolean pending;
    private long since;

    Unheard(String type, Lane.Shop shop) {
        this.type = type;
        this.shop = shop;
    }

    /** Notes that a claim was not answered. */
    void note(long now) {
        pending = true;
        since = now;
    }

    /** Puts back what the node does not know of. Must not be called while a claim of the type is under way.
     *
     * @param waiting those that wait for a worker here
     */
    void giveBack(List<Lease> waiting, long now) {
        if (!pending) {
            return;
        }
        List<Lease> known = new ArrayList<>(waiting);
        known.addAll(shop.running().leasesOf(type));
        List<TaskId> back =
                shop.ports().queue().giveBackUnheard(type, shop.config().node(), known);
        if (!back.isEmpty()) {
            LOG.info(
                    "{} tasks of type {} went back into the queue: the answer that gave them to this node was lost",
                    back.size(),
                    type);
        }
        pending = now - since < WHILE.toNanos();
    }
}
