package io.spillway.server.engine;

import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Tells how attempts and tasks ended, once the queue has it. */
final class Ends {

    private final TaskEvent.Listener events;
    private final RunningAttempts running;
    private final BiConsumer<String, Duration> due;

    /** @param due hears of each type that gets a task back, and when that may run */
    Ends(TaskEvent.Listener events, RunningAttempts running, BiConsumer<String, Duration> due) {
        this.events = events;
        this.running = running;
        this.due = due;
    }

    void settled(Conclusion conclusion, Settlement.Result result) {
        dropped(conclusion);
        switch (result) {
            case STALE -> {
                // One that never began was canceled meanwhile, and nothing was done for it in vain.
                if (conclusion.attempt() != null) {
                    events.on(new TaskEvent.StaleSettlement(conclusion.task().id()));
                }
            }
            case WON -> finished(conclusion, TaskOutcome.SUCCEEDED);
            case OVER_BUDGET -> finished(conclusion, TaskOutcome.FAILED);
            case SETTLED -> {
                switch (conclusion.next()) {
                    case Settlement.Next.Succeeded _ -> finished(conclusion, TaskOutcome.SUCCEEDED);
                    case Settlement.Next.Failed _ -> finished(conclusion, TaskOutcome.FAILED);
                    case Settlement.Next.Again(Task.Failure _, Duration delay) ->
                        due.accept(conclusion.task().type(), delay);
                    case Settlement.Next.HandBack _ ->
                        due.accept(conclusion.task().type(), Duration.ZERO);
                    case null -> {}
                }
            }
        }
    }

    /** The attempt is over; somebody else decided how its task goes on. */
    void dropped(Conclusion conclusion) {
        Attempt attempt = conclusion.attempt();
        if (attempt != null) {
            running.remove(attempt);
        }
        if (!(conclusion.next() instanceof Settlement.Next.HandBack)) {
            events.on(new TaskEvent.AttemptEnded(conclusion.task(), conclusion.cause(), conclusion.took()));
        }
    }

    void expired(TaskId id) {
        events.on(new TaskEvent.Finished(id, TaskOutcome.EXPIRED, Duration.ZERO, null, null));
    }

    /** Succeeded without being run: an earlier attempt had been done by a node that had lost its lease. */
    void won(TaskId id) {
        events.on(new TaskEvent.Finished(id, TaskOutcome.SUCCEEDED, Duration.ZERO, null, null));
    }

    private void finished(Conclusion conclusion, TaskOutcome outcome) {
        events.on(new TaskEvent.Finished(
                conclusion.task().id(), outcome, conclusion.took(), conclusion.traceId(), conclusion.spanId()));
    }

    /** A limit of the type kept a claim from bringing more. */
    void heldBack(String type, Claimed claimed) {
        switch (claimed.heldBack()) {
            case NOTHING -> {}
            case CONCURRENCY -> events.on(new TaskEvent.HeldBack(type, TaskEvent.HeldBack.Limit.CONCURRENCY));
            case RATE -> events.on(new TaskEvent.HeldBack(type, TaskEvent.HeldBack.Limit.RATE));
        }
        if (claimed.parked() > 0) {
            events.on(new TaskEvent.HeldBack(type, TaskEvent.HeldBack.Limit.KEY));
        }
    }
}
