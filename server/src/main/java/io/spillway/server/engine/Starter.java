package io.spillway.server.engine;

import io.spillway.plugin.api.Cause;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins attempts, each on a thread of its own. */
final class Starter {

    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    /** Nanoseconds in a long hold no more than 292 years. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final EnginePorts ports;
    private final WorkerPool pool;
    private final RunningAttempts running;
    private final Calls calls;
    private final Attempt.Workshop workshop;

    /**
     * Whom to call.
     *
     * @param begun with each attempt, before it runs
     * @param concluded with how each ended
     * @param seatFree with the type, when the worker is free again
     */
    record Calls(Consumer<Attempt> begun, Consumer<Conclusion> concluded, Consumer<String> seatFree) {}

    Starter(EnginePorts ports, WorkerPool pool, RunningAttempts running, Verdicts verdicts, Calls calls) {
        this.ports = ports;
        this.pool = pool;
        this.running = running;
        this.calls = calls;
        this.workshop = new Attempt.Workshop(ports.tracing(), verdicts, ports.admission(), calls.concluded());
    }

    /**
     * Begins an attempt at a task, for which a seat was taken.
     *
     * @param asked when the claim was sent, by the node's monotonic clock
     */
    void begin(Task task, RegisteredHandler handler, long asked) {
        Instant started = task.startedAt() == null ? task.createdAt() : task.startedAt();
        Instant due = task.dueAt() == null ? task.createdAt() : task.dueAt();
        Attempt attempt = new Attempt(task, handler, budget(task, handler, started), workshop);
        attempt.renewed(asked);
        running.add(attempt);
        ports.events().on(new TaskEvent.Started(task, Duration.between(due, started)));
        calls.begun().accept(attempt);
        try {
            pool.run(
                    task.id().value(),
                    handler.type().cpuBound(),
                    attempt,
                    () -> calls.seatFree().accept(task.type()));
        } catch (RuntimeException | Error e) {
            // No thread to be had, say. The other tasks of the claim, and the next ones, have nothing to do with it.
            LOG.error("Task {} could not be begun, and goes back into the queue", task.id(), e);
            running.remove(attempt);
            pool.give(1);
            Task.Failure failure = Verdicts.failure(Cause.BUG, "it could not be begun: " + e);
            calls.concluded()
                    .accept(Conclusion.notBegun(task, new Settlement.Next.Again(failure, AFTER_FAILURE), Cause.BUG));
            calls.seatFree().accept(task.type());
        }
    }

    /** The type's timeout or the submitter's, whichever ends first, on both clocks. */
    private AttemptContext.Budget budget(Task task, RegisteredHandler handler, Instant started) {
        Duration time = handler.type().timeout();
        StopReason ends = StopReason.TIMEOUT;
        if (task.deadline() != null) {
            Duration left = Duration.between(started, task.deadline());
            if (left.compareTo(time) <= 0) {
                time = left;
                ends = StopReason.DEADLINE;
            }
        }
        time = time.isNegative() ? Duration.ZERO : time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return new AttemptContext.Budget(
                started.plus(time), ports.nanoTime().getAsLong() + time.toNanos(), ends, ports.nanoTime());
    }
}
