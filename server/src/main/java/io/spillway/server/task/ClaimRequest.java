package io.spillway.server.task;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.List;

/**
 * Which tasks of a type a node asks the queue for.
 *
 * @param criticalities which tasks may run now, in the order in which they go first
 * @param max how many at the most
 * @param lease how long the node may work without renewing
 * @param tier the tier in force, kept with the tasks
 */
public record ClaimRequest(List<Criticality> criticalities, int max, Duration lease, Tier tier, ClaimLimits limits) {

    public ClaimRequest {
        criticalities = List.copyOf(criticalities);
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, not " + max);
        }
    }
}
