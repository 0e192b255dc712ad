package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import redis.clients.jedis.UnifiedJedis;

/**
 * One page of a list of tasks, newest first. Each state has lists of its own ({@link ShardLists}), so a page reads as many
 * ids from each as it could need, keeps to the part of time in which all of them are complete, and reads those tasks.
 *
 * <p>The cursor is the id of the last task that was considered: ids of one moment sort by their random part.
 */
final class TaskListing {

    private final UnifiedJedis redis;
    private final TaskStore.Query query;
    private final Optional<TaskId> cursor;

    /** @throws IllegalArgumentException if the cursor is none */
    TaskListing(UnifiedJedis redis, TaskStore.Query query) {
        this.redis = redis;
        this.query = query;
        this.cursor = Optional.ofNullable(query.cursor())
                .map(text -> TaskId.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no cursor of a page")));
    }

    TaskStore.Page page(List<String> types) {
        List<ShardLists.Slice> slices = new ArrayList<>();
        for (String type : types) {
            slices.addAll(slices(new ShardLists(redis, type, cursor, query.limit() + 1)));
        }
        boolean truncated = slices.stream().anyMatch(ShardLists.Slice::truncated);
        String horizon = slices.stream()
                .filter(ShardLists.Slice::truncated)
                .map(ShardLists.Slice::completeDownTo)
                .max(Comparator.naturalOrder())
                .orElse("");
        TreeSet<TaskId> candidates =
                new TreeSet<>(Comparator.comparing(ShardLists::age).reversed());
        for (ShardLists.Slice slice : slices) {
            slice.ids().stream()
                    .filter(id -> ShardLists.age(id).compareTo(horizon) >= 0)
                    .forEach(candidates::add);
        }
        return page(List.copyOf(candidates), truncated);
    }

    private TaskStore.Page page(List<TaskId> candidates, boolean truncated) {
        List<Task> tasks = new ArrayList<>();
        int considered = 0;
        while (tasks.size() < query.limit() && considered < candidates.size()) {
            int until = Math.min(candidates.size(), considered + query.limit() - tasks.size());
            for (Task task : new TaskReads(redis)
                    .tasks(candidates.subList(considered, until))
                    .values()) {
                if (query.state() == null || query.state() == task.state()) {
                    tasks.add(task);
                }
            }
            considered = until;
        }
        boolean more = truncated || considered < candidates.size();
        return new TaskStore.Page(
                tasks, more && considered > 0 ? candidates.get(considered - 1).value() : null);
    }

    private List<ShardLists.Slice> slices(ShardLists lists) {
        List<ShardLists.Slice> slices = new ArrayList<>();
        TaskState state = query.state();
        if (state == null || state == TaskState.RUNNING) {
            slices.add(lists.running());
        }
        if (state == null || state == TaskState.PENDING) {
            slices.add(lists.parked());
            for (Criticality each : Criticality.values()) {
                slices.add(lists.delayed(each));
                slices.add(lists.queued(each));
            }
        }
        for (TaskState ended : List.of(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELED)) {
            if (state == null || state == ended) {
                slices.add(lists.ended(ended));
            }
        }
        return slices;
    }
}
