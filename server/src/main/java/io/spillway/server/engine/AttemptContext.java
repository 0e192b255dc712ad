package io.spillway.server.engine;

import io.spillway.plugin.api.CancellationToken;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** What a handler sees of its attempt. */
final class AttemptContext implements TaskContext {

    private final Task task;
    private final Cancellation cancellation;
    private final Tracing.Attempt span;
    private final Budget budget;

    /**
     * The attempt's time.
     *
     * @param deadline by the queue's clock
     * @param deadlineNanos by the node's monotonic clock
     * @param ends what ends it: the type's timeout, or the submitter's deadline
     */
    record Budget(Instant deadline, long deadlineNanos, StopReason ends, LongSupplier nanoTime) {
        Duration remaining() {
            return Duration.ofNanos(Math.max(0, deadlineNanos - nanoTime.getAsLong()));
        }
    }

    AttemptContext(Task task, Cancellation cancellation, Tracing.Attempt span, Budget budget) {
        this.task = task;
        this.cancellation = cancellation;
        this.span = span;
        this.budget = budget;
    }

    @Override
    public String taskId() {
        return task.id().value();
    }

    @Override
    public int attempt() {
        return task.attempt();
    }

    @Override
    public long fence() {
        return task.fence();
    }

    @Override
    public String idempotencyKey() {
        return task.effectKey();
    }

    @Override
    public Instant deadline() {
        return budget.deadline();
    }

    @Override
    public Duration remaining() {
        return budget.remaining();
    }

    @Override
    public CancellationToken cancellation() {
        return cancellation;
    }

    @Override
    public Tier tier() {
        Tier tier = task.tier();
        return tier == null ? Tier.NONE : tier;
    }

    @Override
    public OutgoingCall beginCall(String name) {
        return new BudgetedCall(span.call(name), budget);
    }

    @Override
    public System.Logger logger() {
        return new TaskLogger(System.getLogger("task." + task.type()), task.id().value(), span.traceId());
    }
}
