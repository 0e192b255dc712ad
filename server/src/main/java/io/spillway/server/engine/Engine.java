package io.spillway.server.engine;

import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor of one node: claim → run → settle, with the leases kept beside it. Each part is a small class; this one wires
 * them to their loops and to each other.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final EnginePorts ports;
    private final EngineConfig config;
    private final WorkerPool pool;
    private final RunningAttempts running = new RunningAttempts();
    private final Seats seats;
    private final Lanes lanes;
    private final DeadlineWatch deadlines;
    private final LeaseKeeper leases;
    private final Recovery recovery;
    private final Starter starter;
    private final List<RunUntilClosed> background = new ArrayList<>();
    private final List<AutoCloseable> subscriptions = new ArrayList<>();
    private volatile boolean closing;
    private boolean closed;

    public Engine(
            EnginePorts ports, EngineConfig config, WorkerPool pool, RetryPolicy retries, RandomGenerator random) {
        this.ports = ports;
        this.config = config;
        this.pool = pool;
        this.seats = new Seats(pool, ports.nanoTime());
        this.deadlines = new DeadlineWatch(running, ports.nanoTime());
        this.leases = new LeaseKeeper(ports, config, running);
        this.recovery = new Recovery(ports);
        Ends ends = new Ends(ports.events(), running, this::due);
        this.starter = new Starter(
                ports,
                pool,
                running,
                new Verdicts(retries, random),
                new Starter.Calls(deadlines::watch, this::concluded, this::seatFree));
        this.lanes = new Lanes(new Lane.Shop(ports, config, seats, running, new Crew(ends)));
    }

    /** Begins to claim. */
    public synchronized void start() {
        if (!background.isEmpty() || closed) {
            return;
        }
        deadlines.start();
        RunUntilClosed keeper = RunUntilClosed.start("lease-keeper", leases::runOnce);
        background.add(keeper);
        background.add(RunUntilClosed.start("recovery", recovery::runOnce));
        lanes.start();
        ringAll();
        subscriptions.add(ports.queue().listen(new TaskQueue.Listener() {
            @Override
            public void claimable(String type) {
                ring(type);
            }

            @Override
            public void canceled(TaskId id) {
                // The renewal finds that its lease has gone, and why.
                if (running.holds(id)) {
                    keeper.wake();
                } else {
                    lanes.letGo(id);
                }
            }
        }));
        subscriptions.add(ports.handlers().listen(this::ringAll));
    }

    /** Says that a task of the type may be claimable: sooner than the queue's own bell does. */
    public void ring(String type) {
        // Whoever can write to Redis can ring for any name.
        if (ports.handlers().find(type).isPresent()) {
            lanes.of(type).ring();
            lanes.wake(type);
        }
    }

    /** Why this node can neither claim nor settle tasks of the type, if so. */
    public Optional<String> trouble(String type) {
        return lanes.trouble(type);
    }

    private void ringAll() {
        ports.handlers().all().forEach(each -> ring(each.type().name()));
    }

    private void due(String type, Duration in) {
        lanes.due(type, in);
    }

    private void concluded(Conclusion conclusion) {
        lanes.of(conclusion.task().type()).ended(conclusion);
    }

    /** The conclusion comes before the seat is free, so that one turn of the lane settles it and claims in its place. */
    private void seatFree(String type) {
        seats.left(type, 1);
        lanes.of(type).beginNext();
        lanes.wake(type);
        seats.hungriest().filter(each -> !each.equals(type)).ifPresent(lanes::wake);
    }

    private final class Crew implements LaneCrew {
        private final Ends ends;

        Crew(Ends ends) {
            this.ends = ends;
        }

        @Override
        public void begin(Hand.Held next) {
            Task task = next.task();
            if (closing) {
                concluded(Conclusion.notBegun(task, new Settlement.Next.HandBack(), null));
                seats.give(task.type(), 1);
            } else {
                starter.begin(task, next.handler(), next.asked());
            }
        }

        @Override
        public void claimed(String type, Claimed claimed) {
            claimed.expired().forEach(ends::expired);
            claimed.won().forEach(ends::won);
            ends.heldBack(type, claimed);
            seats.hungriest().ifPresent(lanes::wake);
        }

        @Override
        public void settled(Conclusion conclusion, Settlement.Result result) {
            ends.settled(conclusion, result);
        }

        @Override
        public void dropped(Conclusion conclusion) {
            ends.dropped(conclusion);
        }

        @Override
        public boolean isClosing() {
            return closing;
        }
    }

    /** What runs goes on, and is settled; what was claimed and has not begun is handed back. For good: what comes next is the end. */
    public void stopClaiming() {
        closing = true;
        lanes.wakeAll();
    }

    /** Stops claiming, lets running tasks end for a while, interrupts the others, and settles what it can. */
    @Override
    public synchronized void close() throws Exception {
        if (closed) {
            return;
        }
        closed = true;
        stopClaiming();
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
        settleTheRest();
        lanes.close();
        deadlines.close();
        background.reversed().forEach(RunUntilClosed::close);
    }

    private void settleTheRest() {
        long until = ports.nanoTime().getAsLong() + SETTLE_TIMEOUT.toNanos();
        while (!lanes.areSettled() && ports.nanoTime().getAsLong() - until < 0) {
            lanes.wakeAll();
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}
