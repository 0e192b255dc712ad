package io.spillway.server.limits;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Where the limits that people set are kept, next to what they limit: a port. All methods throw
 * {@link io.spillway.server.task.QueueUnavailableException} where the storage does not answer.
 */
public interface LimitStore {

    /** Sets the limits of a type on all nodes. What was set before goes. */
    void set(String type, ManualLimits.Change change);

    /** Lets the limits of the type and of the configuration hold again. Returns whether anything had been set. */
    boolean clear(String type);

    /** What each type takes now. @param keys how many of the busiest concurrency keys to name */
    Map<String, TypeUse> use(Collection<String> types, int keys);

    /** The types that ever had a task, also those that no node can run now. */
    Set<String> types();
}
