package io.spillway.server.deadletter;

import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.plugin.RegisteredHandler.Reading;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person does with one dead letter: replays it as it is, replays it with another payload, or discards it. */
public final class Replays {

    private final LetterStore letters;
    private final TaskStore tasks;
    private final HandlerRegistry handlers;
    private final LetterEvents events;

    public Replays(LetterStore letters, TaskStore tasks, HandlerRegistry handlers, LetterEvents events) {
        this.letters = letters;
        this.tasks = tasks;
        this.handlers = handlers;
        this.events = events;
    }

    /** The same task once more, with all its attempts: the same id and idempotency key, so that its effect happens once. */
    public TransitionResult retry(Task task) {
        TransitionResult result = tasks.retry(task.id());
        if (result instanceof TransitionResult.Moved && task.state() == TaskState.FAILED) {
            events.replayed().accept(task.type(), 1);
        }
        return result;
    }

    /**
     * What the payload makes of the task. The idempotency key comes from the new payload. One that the submitter gave stays
     * with the old task: it names what was asked for with the old payload.
     *
     * @param payload the JSON text of an object
     * @param key the new task's key; null for what its handler derives
     */
    public Edit edit(Task old, String payload, @Nullable String key) {
        Optional<RegisteredHandler> handler = handlers.find(old.type());
        if (handler.isEmpty()) {
            return new Edit.NoHandler();
        }
        return switch (handler.get().read(payload)) {
            case Reading.Refused refused -> new Edit.BadPayload(refused.errors());
            case Reading.Accepted accepted ->
                key == null && accepted.canonical().equals(old.spec().payload())
                        ? new Edit.Unchanged()
                        : new Edit.Changed(next(old.spec(), handler.get(), accepted, key));
        };
    }

    private static Task.Spec next(
            Task.Spec old, RegisteredHandler handler, Reading.Accepted read, @Nullable String key) {
        return new Task.Spec(
                old.type(),
                read.canonical(),
                old.criticality(),
                handler.type().retries().maxAttempts(),
                key == null ? read.idempotencyKey().orElse(null) : key,
                read.concurrencyKey().orElse(null),
                old.traceparent());
    }

    /** Puts a new task into the place of the old one, which keeps its record until its retention ends. */
    public ReplaceResult replace(TaskId old, Task.Spec next) {
        ReplaceResult result = letters.replace(old, next);
        if (result instanceof ReplaceResult.Replaced) {
            events.replayed().accept(old.type(), 1);
        }
        return result;
    }

    /** Takes a letter off the list. Until its retention ends, it can be retried all the same. */
    public TransitionResult discard(TaskId id) {
        TransitionResult result = letters.discard(id);
        if (result instanceof TransitionResult.Moved) {
            events.discarded().accept(id.type(), 1);
        }
        return result;
    }

    /** What became of a task beside its state. */
    public Fate fate(TaskId id) {
        return letters.fate(id);
    }
}
