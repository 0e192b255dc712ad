package io.spillway.server.web;

import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterStore;
import io.spillway.server.deadletter.ReplaceResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No dead letters: what the pages and the API say of them is tried on a real Redis. */
final class NoLetters implements LetterStore {

    @Override
    public List<String> types() {
        return List.of();
    }

    @Override
    public Slice read(String type, Question question) {
        return new Slice(List.of(), 0, 0, false);
    }

    @Override
    public Optional<Span> span(List<String> types, @Nullable Instant since, @Nullable Instant until) {
        return Optional.empty();
    }

    @Override
    public List<Long> histogram(List<String> types, Span span, Instant from, Duration step) {
        return List.of();
    }

    @Override
    public List<Task> tasks(List<TaskId> ids) {
        return List.of();
    }

    @Override
    public Fate fate(TaskId id) {
        return Fate.NONE;
    }

    @Override
    public ReplaceResult replace(TaskId old, Task.Spec next) {
        return new ReplaceResult.Unknown();
    }

    @Override
    public TransitionResult discard(TaskId id) {
        return new TransitionResult.Unknown();
    }
}
