package io.spillway.server.web;

import io.spillway.server.follow.Follower;
import io.spillway.server.follow.Follower.News;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a client hears of one task: each change, and each second how long a task that is not due yet still has to wait. */
final class TaskStory {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final EventStreams.Stream stream;
    private final Follower follower;
    private final Supplier<Optional<Instant>> queueTime;
    private @Nullable String told;

    /** @param queueTime the time by the queue's clock, which due times are by; empty until it is known */
    TaskStory(EventStreams.Stream stream, Follower follower, Supplier<Optional<Instant>> queueTime) {
        this.stream = stream;
        this.follower = follower;
        this.queueTime = queueTime;
    }

    /** Names the state of a task, its attempt and its due time: another name, another event. */
    static String mark(Task task) {
        return task.state().label() + "-" + task.attempt() + "-" + task.fence() + "-" + millis(task.dueAt())
                + (task.isParked() ? "-parked" : "") + "-" + millis(task.finishedAt());
    }

    private static long millis(@Nullable Instant at) {
        return at == null ? 0 : at.toEpochMilli();
    }

    /** Tells the whole of it. @param seen the mark that the client knows; null if it knows none */
    void tell(Task first, @Nullable String seen) throws IOException, InterruptedException {
        told = seen;
        Task task = first;
        tell(task);
        while (stream.isOpen() && !task.state().isTerminal()) {
            Optional<Duration> tick = untilTick(task);
            switch (follower.await(tick.orElse(EventStreams.HEARTBEAT)).orElse(null)) {
                case News.Changed(Task changed) -> {
                    task = changed;
                    tell(task);
                }
                case News.Gone() -> {
                    stream.send(EventStreams.event(
                            "gone", null, Json.object().put("id", task.id().value())));
                    return;
                }
                case null -> {
                    if (tick.isPresent()) {
                        tick(task);
                    } else {
                        stream.heartbeat();
                    }
                }
            }
        }
    }

    /** Tells the state, unless it was the last thing told. */
    private void tell(Task task) throws IOException {
        String mark = mark(task);
        if (!mark.equals(told)) {
            told = mark;
            stream.send(EventStreams.event("task", mark, TaskJson.of(task)));
            tick(task);
        }
    }

    private void tick(Task task) throws IOException {
        Optional<Duration> left = left(task);
        if (left.isPresent()) {
            stream.send(EventStreams.event(
                    "tick",
                    null,
                    Json.object()
                            .put("id", task.id().value())
                            .put("remainingMillis", left.get().toMillis())));
        }
    }

    /** Until the next whole second that is left: a countdown changes its digits then. */
    private Optional<Duration> untilTick(Task task) {
        return left(task).map(left -> Duration.ofNanos(left.toNanosPart())).map(part -> part.isZero() ? TICK : part);
    }

    private Optional<Duration> left(Task task) {
        Instant due = task.dueAt();
        if (due == null || task.state() != TaskState.PENDING) {
            return Optional.empty();
        }
        return queueTime.get().map(now -> Duration.between(now, due)).filter(Duration::isPositive);
    }
}
