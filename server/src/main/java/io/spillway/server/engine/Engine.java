package io.spillway.server.engine;

import io.spillway.plugin.api.Cause;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.pool.Permit;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor of one node: claim → run → settle, with the leases kept beside it. Each part is a small class with a
 * {@code runOnce()}; this one wires them to their loops and to each other.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** Nanoseconds in a long hold no more than 292 years. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(5);

    private final EnginePorts ports;
    private final EngineConfig config;
    private final WorkerPool pool;
    private final RunningAttempts running = new RunningAttempts();
    private final Settler settler;
    private final LeaseKeeper leases;
    private final Recovery recovery;
    private final Claimer claimer;
    private final Attempt.Workshop workshop;
    private final ScheduledThreadPoolExecutor deadlines;
    private final List<RunUntilClosed> background = new ArrayList<>();
    private final List<AutoCloseable> subscriptions = new ArrayList<>();
    private volatile Optional<RunUntilClosed> claiming = Optional.empty();
    private boolean closed;

    public Engine(
            EnginePorts ports, EngineConfig config, WorkerPool pool, RetryPolicy retries, RandomGenerator random) {
        this.ports = ports;
        this.config = config;
        this.pool = pool;
        this.settler = new Settler(ports.queue(), config.node(), running, new Settler.Told(ports.events(), this::due));
        this.leases = new LeaseKeeper(ports.queue(), config, running, ports.nanoTime());
        this.recovery = new Recovery(ports);
        this.claimer = new Claimer(ports, config, pool, running, this::begin);
        this.workshop = new Attempt.Workshop(
                ports.tracing(), new Verdicts(retries, random), ports.admission(), this::concluded);
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("deadlines").factory());
        deadlines.setRemoveOnCancelPolicy(true);
        pool.onFree(this::wakeClaimer);
    }

    /** Begins to claim. */
    public synchronized void start() {
        if (!background.isEmpty() || closed) {
            return;
        }
        background.add(RunUntilClosed.start("settler", settler::runOnce));
        RunUntilClosed keeper = RunUntilClosed.start("lease-keeper", leases::runOnce);
        background.add(keeper);
        background.add(RunUntilClosed.start("recovery", () -> {
            Duration pause = recovery.runOnce();
            wakeClaimer();
            return pause;
        }));
        claiming = Optional.of(RunUntilClosed.start("claimer", claimer::runOnce));
        subscriptions.add(ports.queue().listen(new TaskQueue.Listener() {
            @Override
            public void claimable(String type) {
                ring(type);
            }

            @Override
            public void canceled(TaskId id) {
                leases.canceled(id);
                keeper.wake();
            }
        }));
        subscriptions.add(ports.handlers().listen(this::wakeClaimer));
    }

    /** Says that a task of the type may be claimable: sooner than the queue's own bell does. */
    public void ring(String type) {
        claimer.ring(type);
        wakeClaimer();
    }

    private void due(String type, Duration in) {
        claimer.due(type, in);
        wakeClaimer();
    }

    private void wakeClaimer() {
        claiming.ifPresent(RunUntilClosed::wake);
    }

    private void begin(Task task, RegisteredHandler handler, long asked) {
        Optional<Permit> permit = pool.tryAcquire();
        if (permit.isEmpty()) {
            settler.offer(new Conclusion(task, new Settlement.Next.HandBack(), null, Duration.ZERO, null, null));
            return;
        }
        try {
            begin(task, handler, asked, permit.get());
        } catch (RuntimeException | Error e) {
            // No thread to be had, say. The other tasks of the claim, and the next ones, have nothing to do with it.
            permit.get().close();
            LOG.error("Task {} could not be begun, and goes back into the queue", task.id(), e);
            Task.Failure failure = Verdicts.failure(Cause.BUG, "it could not be begun: " + e);
            settler.offer(new Conclusion(
                    task, new Settlement.Next.Again(failure, AFTER_FAILURE), Cause.BUG, Duration.ZERO, null, null));
        }
    }

    private void begin(Task task, RegisteredHandler handler, long asked, Permit permit) {
        Instant started = task.startedAt() == null ? task.createdAt() : task.startedAt();
        Instant due = task.dueAt() == null ? task.createdAt() : task.dueAt();
        Attempt attempt = new Attempt(task, handler, budget(task, handler, started), workshop);
        attempt.renewed(asked);
        running.add(attempt);
        ports.events().on(new TaskEvent.Started(task, Duration.between(due, started)));
        ScheduledFuture<?> deadline =
                deadlines.schedule(() -> expire(attempt), attempt.remaining().toNanos(), TimeUnit.NANOSECONDS);
        try {
            permit.run(task.id().value(), handler.type().cpuBound(), () -> {
                try {
                    attempt.run();
                } finally {
                    deadline.cancel(false);
                    running.ended(attempt);
                }
            });
        } catch (RuntimeException | Error e) {
            deadline.cancel(false);
            running.ended(attempt);
            throw e;
        }
    }

    /** The type's timeout or the submitter's, whichever ends first, on both clocks. */
    private AttemptContext.Budget budget(Task task, RegisteredHandler handler, Instant started) {
        Duration time = handler.type().timeout();
        if (task.deadline() != null) {
            Duration left = Duration.between(started, task.deadline());
            time = left.compareTo(time) < 0 ? left : time;
        }
        time = time.isNegative() ? Duration.ZERO : time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return new AttemptContext.Budget(
                started.plus(time), ports.nanoTime().getAsLong() + time.toNanos(), ports.nanoTime());
    }

    private void expire(Attempt attempt) {
        attempt.stop(StopReason.DEADLINE);
        deadlines.schedule(
                () -> {
                    if (!attempt.isConcluded()) {
                        attempt.abandon();
                    }
                },
                GRACE.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void concluded(Conclusion conclusion) {
        settler.offer(conclusion);
    }

    /** Stops claiming, lets running tasks end for a while, interrupts the others, and settles what it can. */
    @Override
    public synchronized void close() throws Exception {
        if (closed) {
            return;
        }
        closed = true;
        claiming.ifPresent(RunUntilClosed::close);
        for (AutoCloseable each : subscriptions) {
            each.close();
        }
        if (!pool.awaitIdle(config.drain())) {
            LOG.info(
                    "{} tasks still run after {}; they are interrupted, and go back into the queue",
                    pool.busy(),
                    config.drain());
            running.all().forEach(each -> each.stop(StopReason.SHUTDOWN));
        }
        pool.close();
        deadlines.shutdownNow();
        background.reversed().forEach(RunUntilClosed::close);
        settleTheRest();
    }

    private void settleTheRest() throws InterruptedException {
        long until = ports.nanoTime().getAsLong() + SETTLE_TIMEOUT.toNanos();
        while (!settler.isIdle() && ports.nanoTime().getAsLong() < until) {
            LockSupport.parkNanos(settler.runOnce().toNanos());
        }
    }
}
