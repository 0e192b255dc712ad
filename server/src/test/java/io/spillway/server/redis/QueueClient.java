package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.ClaimRequest;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.Work;
import java.time.Duration;
import java.util.List;

/** A node's side of the queue, without a node. */
public record QueueClient(TaskQueue queue, String node, Duration lease) {

    public Claimed claim(String type, int max) {
        return claim(type, max, List.of(Criticality.values()));
    }

    public Claimed claim(String type, int max, List<Criticality> criticalities) {
        return claim(type, new ClaimRequest(criticalities, max, lease, Tier.NONE, ClaimLimits.NONE));
    }

    public Claimed claim(String type, int max, ClaimLimits limits) {
        return claim(type, new ClaimRequest(List.of(Criticality.values()), max, lease, Tier.NONE, limits));
    }

    public Claimed claim(String type, int max, ClaimLimits limits, List<Criticality> criticalities) {
        return claim(type, new ClaimRequest(criticalities, max, lease, Tier.NONE, limits));
    }

    private Claimed claim(String type, ClaimRequest request) {
        return queue.work(new Work(type, node, List.of(), request)).claimed();
    }

    /** @param settlements of one type */
    public List<Settlement.Result> settle(List<Settlement> settlements) {
        String type = settlements.getFirst().id().type();
        return queue.work(new Work(type, node, settlements, null)).results();
    }

    public Settlement.Result settle(Settlement settlement) {
        return settle(List.of(settlement)).getFirst();
    }
}
