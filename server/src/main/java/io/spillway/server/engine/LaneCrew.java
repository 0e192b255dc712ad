package io.spillway.server.engine;

import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;

/** Who begins attempts, and tells of their ends. */
interface LaneCrew {
    /** Begins an attempt at a task for which a seat was taken. */
    void begin(Hand.Held next);

    /** Tells what else a claim brought. */
    void claimed(String type, Claimed claimed);

    void settled(Conclusion conclusion, Settlement.Result result);

    /** An attempt ended for which there was nothing to settle. */
    void dropped(Conclusion conclusion);

    boolean isClosing();
}
