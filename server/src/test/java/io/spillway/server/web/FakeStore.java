package io.spillway.server.web;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tasks in a map. */
final class FakeStore implements TaskStore {
    final Map<TaskId, Task> tasks = new ConcurrentHashMap<>();
    volatile @Nullable Query lastQuery;
    volatile @Nullable RuntimeException fault;

    @Override
    public Optional<Task> find(TaskId id) {
        RuntimeException broken = fault;
        if (broken != null) {
            throw broken;
        }
        return Optional.ofNullable(tasks.get(id));
    }

    @Override
    public Map<TaskId, Task> find(List<TaskId> ids) {
        Map<TaskId, Task> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(task -> found.put(id, task)));
        return found;
    }

    @Override
    public Glance glance(List<TaskId> ids) {
        Map<TaskId, String> marks = new HashMap<>();
        find(ids).forEach((id, task) -> marks.put(id, TaskStory.mark(task)));
        return new Glance(Fakes.NOW, marks);
    }

    @Override
    public TransitionResult cancel(TaskId id) {
        return new TransitionResult.Moved(Fakes.task(TaskState.CANCELED));
    }

    @Override
    public TransitionResult retry(TaskId id) {
        return new TransitionResult.Moved(Fakes.task(TaskState.PENDING));
    }

    @Override
    public Page list(Query query) {
        lastQuery = query;
        if ("nonsense".equals(query.cursor())) {
            throw new IllegalArgumentException("not a cursor");
        }
        return new Page(List.copyOf(tasks.values()), null);
    }

    @Override
    public Map<String, Long> memory() {
        return Map.of();
    }

    @Override
    public Map<String, Backlog> backlog(List<String> types) {
        Map<String, Backlog> all = new HashMap<>();
        types.forEach(type -> all.put(
                type, new Backlog(Map.of(Criticality.CRITICAL, 2L), 1, 0, 3, 4, 0, Duration.ofMillis(1500), 9)));
        return all;
    }
}
