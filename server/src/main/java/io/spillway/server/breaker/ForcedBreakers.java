package io.spillway.server.breaker;

import java.time.Duration;
import java.util.List;

/**
 * Where the breakers are kept that people hold: a port. All methods throw
 * {@link io.spillway.server.task.QueueUnavailableException} where the storage does not answer.
 */
public interface ForcedBreakers {

    /** Holds a breaker on all nodes. What held it before goes. */
    void set(Change change);

    /** Lets a breaker decide by itself again. Returns whether it was held. */
    boolean clear(String type);

    /** All that are held now. */
    List<ForcedBreaker> all();

    /** What a person asks for. */
    record Change(String type, ForcedBreaker.Mode mode, String by, String reason, Duration ttl) {}
}
