package io.spillway.server.engine;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.retry.Restraint;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a task, from its claim to its conclusion, which it gives exactly once: by its own end, or by
 * {@link #abandon} where the handler does not heed its interruption.
 */
final class Attempt implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final Duration UNLIMITED = Duration.ofDays(365_000);

    private final Task task;
    private final RegisteredHandler handler;
    private final AttemptContext.Budget budget;
    private final long begin;
    private final Workshop workshop;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicBoolean concluded = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile long renewedNanos;

    /** What all attempts of a node share. */
    record Workshop(Tracing tracing, Verdicts verdicts, Admission admission, Consumer<Conclusion> conclusions) {}

    Attempt(Task task, RegisteredHandler handler, AttemptContext.Budget budget, Workshop workshop) {
        this.task = task;
        this.handler = handler;
        this.budget = budget;
        this.workshop = workshop;
        this.begin = budget.nanoTime().getAsLong();
        this.renewedNanos = begin;
    }

    Task task() {
        return task;
    }

    Lease lease() {
        return new Lease(task.id(), task.fence());
    }

    /** When it began, by the node's monotonic clock. */
    long begunNanos() {
        return begin;
    }

    /** When its time is used up, by the node's monotonic clock. */
    long deadlineNanos() {
        return budget.deadlineNanos();
    }

    /** When the lease was last known to be held, by the node's monotonic clock. */
    long renewedNanos() {
        return renewedNanos;
    }

    void renewed(long nanos) {
        renewedNanos = nanos;
    }

    /** Tells the handler to stop, by its token and by interrupting its thread. False if it was told before, or has ended. */
    boolean stop(StopReason reason) {
        if (!cancellation.cancel(reason)) {
            return false;
        }
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
        return true;
    }

    /** Tells the handler that its time is used up. */
    void outOfTime() {
        stop(budget.ends());
    }

    @Override
    public void run() {
        synchronized (this) {
            thread = Thread.currentThread();
            if (cancellation.isCanceled()) {
                thread.interrupt();
            }
        }
        try (Tracing.Attempt span = workshop.tracing().attempt(task)) {
            Outcome outcome = outcome(span);
            cancellation.end();
            // From here on an interrupt could only disturb what comes after the handler.
            synchronized (this) {
                thread = null;
                boolean unused = Thread.interrupted();
            }
            conclude(outcome, span);
        } catch (Throwable thrown) {
            // Without a conclusion the task would be Running for ever: its lease is renewed until it is settled.
            warn("Attempt {} of task {} could not be concluded, because of a {}; the task has failed", thrown);
            give(new Conclusion(
                    task,
                    this,
                    Verdicts.failed(Cause.BUG, "the attempt's end could not be understood: " + thrown.getClass()),
                    Cause.BUG,
                    took(),
                    null,
                    null));
        }
    }

    private Outcome outcome(Tracing.Attempt span) {
        try {
            return outcome(new AttemptContext(task, cancellation, span, budget));
        } catch (Throwable thrown) {
            // Whatever a plugin throws, errors of the JVM included, ends this attempt and nothing else.
            if (!cancellation.isCanceled() && Verdicts.causeOf(thrown) == Cause.BUG) {
                warn("Attempt {} of task {} ended with an unexpected {}", thrown);
            }
            return Verdicts.outcomeOf(thrown);
        }
    }

    /* What a plugin has thrown may throw again when somebody wants to know what it is. */
    private void warn(String text, Throwable thrown) {
        String name = thrown.getClass().getName();
        try {
            LOG.warn(text, task.attempt(), task.id(), name, thrown);
        } catch (RuntimeException | Error unreadable) {
            LOG.warn(text + ", which can't be read", task.attempt(), task.id(), name);
        }
    }

    private Outcome outcome(AttemptContext context) throws Exception {
        String payload = task.spec().payload();
        if (handler.hasFallback()
                && workshop.admission().treatment(task.type()).fallback()
                && workshop.admission().admit(task.type(), task.spec().criticality(), task.effectKey())
                        instanceof Admission.Verdict.Shed(Tier tier, Scope _, Duration _)) {
            Optional<Outcome> instead = handler.fallback(context, payload, tier);
            if (instead.isPresent()) {
                return instead.get();
            }
        }
        return handler.handle(context, payload);
    }

    private void conclude(Outcome outcome, Tracing.Attempt span) {
        Settlement.Next next = next(outcome);
        Cause cause = switch (next) {
            case Settlement.Next.Failed(Task.Failure failure) -> failure.cause();
            case Settlement.Next.Again(Task.Failure failure, Duration _) -> failure.cause();
            case Settlement.Next.Succeeded _, Settlement.Next.HandBack _ -> null;
            case null -> Cause.CANCELED;
        };
        if (cause != null) {
            span.failed(cause.name(), String.valueOf(outcome));
        }
        give(new Conclusion(task, this, next, cause, took(), span.traceId(), span.spanId()));
    }

    private Settlement.@Nullable Next next(Outcome outcome) {
        Optional<StopReason> stopped = cancellation.reason();
        if (outcome instanceof Outcome.Succeeded || stopped.isEmpty()) {
            return verdict(ofTheSubmittersTime(outcome));
        }
        return switch (stopped.get()) {
            case TIMEOUT ->
                verdict(Outcome.retry(
                        Cause.TIMEOUT, "it took longer than its type's timeout, and the handler stopped"));
            case DEADLINE -> Verdicts.failed(Cause.DEADLINE, "its time was used up, and the handler stopped");
            case SHUTDOWN -> new Settlement.Next.HandBack();
            case CANCELED, LEASE_LOST -> null;
        };
    }

    private Settlement.Next verdict(Outcome outcome) {
        Verdicts.Allowed allowed = new Verdicts.Allowed(handler.type().retries(), restraint());
        return workshop.verdicts().next(task, outcome, allowed, new Verdicts.Time(elapsed(), left()));
    }

    private Restraint restraint() {
        Admission admission = workshop.admission();
        RetryCut cut = admission.treatment(task.type()).retries(task.spec().criticality());
        return cut.equals(RetryCut.NORMAL)
                ? Restraint.NONE
                : new Restraint(cut.maxAttempts(), cut.slower(), "tier " + admission.tier(task.type()));
    }

    /** A handler knows how much time it has, and not whose it is: where it is the type's, there may be more in another attempt. */
    private Outcome ofTheSubmittersTime(Outcome outcome) {
        return budget.ends() == StopReason.TIMEOUT
                        && outcome instanceof Outcome.Failed(Cause cause, String message)
                        && cause == Cause.DEADLINE
                ? Outcome.retry(Cause.TIMEOUT, message)
                : outcome;
    }

    /** How long the task has been tried: since its first attempt began. */
    private Duration elapsed() {
        Instant first = task.firstStartedAt();
        Instant started = task.startedAt();
        Duration before = first == null || started == null ? Duration.ZERO : Duration.between(first, started);
        return before.isNegative() ? took() : before.plus(took());
    }

    /** The submitter's time, which all attempts share; the type's timeout bounds this one alone. */
    private Duration left() {
        if (task.deadline() == null || task.startedAt() == null) {
            return UNLIMITED;
        }
        return Duration.between(task.startedAt(), task.deadline()).minus(took());
    }

    /** Gives the task up on behalf of a handler that does not stop. Its thread is left to itself, so it is not tried again. */
    void abandon() {
        LOG.warn(
                "Task {} runs on past its time: its handler does not heed the interruption. The task has failed; the worker "
                        + "is busy until the handler ends.",
                task.id());
        Cause cause = budget.ends() == StopReason.TIMEOUT ? Cause.TIMEOUT : Cause.DEADLINE;
        Settlement.Next next = Verdicts.failed(cause, "its time was used up, and the handler did not stop");
        give(new Conclusion(task, this, next, cause, took(), null, null));
    }

    private Duration took() {
        return Duration.ofNanos(budget.nanoTime().getAsLong() - begin);
    }

    private void give(Conclusion conclusion) {
        if (concluded.compareAndSet(false, true)) {
            workshop.conclusions().accept(conclusion);
        }
    }

    boolean isConcluded() {
        return concluded.get();
    }
}
