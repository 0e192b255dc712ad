package io.spillway.server.engine;

import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A store whose changes are told as events, so that what a person does is counted as what the engine does. */
public final class ObservedTaskStore implements TaskStore {

    private final TaskStore store;
    private final TaskEvent.Listener events;
    private final Consumer<String> bell;

    /** @param bell hears of each type that got a task back */
    public ObservedTaskStore(TaskStore store, TaskEvent.Listener events, Consumer<String> bell) {
        this.store = store;
        this.events = events;
        this.bell = bell;
    }

    @Override
    public Optional<Task> find(TaskId id) {
        return store.find(id);
    }

    @Override
    public Map<TaskId, Task> find(List<TaskId> ids) {
        return store.find(ids);
    }

    @Override
    public Glance glance(List<TaskId> ids) {
        return store.glance(ids);
    }

    @Override
    public TransitionResult cancel(TaskId id) {
        TransitionResult result = store.cancel(id);
        if (result instanceof TransitionResult.Moved) {
            events.on(new TaskEvent.Finished(id, TaskOutcome.CANCELED, Duration.ZERO, null, null));
        }
        return result;
    }

    @Override
    public TransitionResult retry(TaskId id) {
        TransitionResult result = store.retry(id);
        if (result instanceof TransitionResult.Moved) {
            bell.accept(id.type());
        }
        return result;
    }

    @Override
    public Page list(Query query) {
        return store.list(query);
    }

    @Override
    public Map<String, Backlog> backlog(List<String> types) {
        return store.backlog(types);
    }

    @Override
    public Map<String, Long> memory() {
        return store.memory();
    }
}
