package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import io.spillway.server.task.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that this node has a lease for: from their begin until they are settled. */
final class RunningAttempts {

    private final Map<TaskId, Attempt> byTask = new ConcurrentHashMap<>();

    void add(Attempt attempt) {
        byTask.put(attempt.task().id(), attempt);
    }

    /** It is settled: the lease is nobody's any more. A later claim of the same task is left alone. */
    void remove(Attempt attempt) {
        byTask.remove(attempt.task().id(), attempt);
    }

    boolean holds(TaskId id) {
        return byTask.containsKey(id);
    }

    Collection<Attempt> all() {
        return List.copyOf(byTask.values());
    }

    List<Lease> leasesOf(String type) {
        return byTask.values().stream()
                .filter(each -> each.task().type().equals(type))
                .map(Attempt::lease)
                .toList();
    }
}
