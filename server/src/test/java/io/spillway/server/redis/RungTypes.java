package io.spillway.server.redis;

import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hears for which types the bell rang. */
final class RungTypes implements TaskQueue.Listener {

    private final Set<String> types = ConcurrentHashMap.newKeySet();

    @Override
    public void claimable(String type) {
        types.add(type);
    }

    @Override
    public void canceled(TaskId id) {}

    Set<String> heard() {
        return types;
    }
}
