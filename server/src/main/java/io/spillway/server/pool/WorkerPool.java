package io.spillway.server.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permits to work, and a thread of its own for each piece of work. Threads are never kept: what is bounded is the
 * number of permits that are out.
 */
public final class WorkerPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Thread> threads = new HashSet<>();
    private final Duration closeTimeout;
    private volatile Runnable freed = () -> {};
    private ConcurrencyLimit limit;
    private int busy;
    private int peak;
    private boolean closed;

    public WorkerPool(ConcurrencyLimit limit, Duration closeTimeout) {
        this.limit = limit;
        this.closeTimeout = closeTimeout;
    }

    /** A pool of the least workers that are allowed. */
    public static WorkerPool of(PoolConfig config) {
        return new WorkerPool(new FixedLimit(config.minWorkers()), config.closeTimeout());
    }

    /**
     * Says whom to tell after each permit that came back, and where the limit was raised. A second call takes the place of
     * the first.
     */
    public void onFree(Runnable listener) {
        freed = listener;
    }

    /** A permit, if the limit leaves one and the pool is open. */
    public Optional<Permit> tryAcquire() {
        lock.lock();
        try {
            if (closed || busy >= limit.workers()) {
                return Optional.empty();
            }
            busy++;
            return Optional.of(new HeldPermit());
        } finally {
            lock.unlock();
        }
    }

    /** How many more permits there are now: zero while more are out than a lowered limit allows. */
    public int free() {
        lock.lock();
        try {
            return closed ? 0 : Math.max(0, limit.workers() - busy);
        } finally {
            lock.unlock();
        }
    }

    /** How many permits are out. */
    public int busy() {
        lock.lock();
        try {
            return busy;
        } finally {
            lock.unlock();
        }
    }

    public int limit() {
        lock.lock();
        try {
            return limit.workers();
        } finally {
            lock.unlock();
        }
    }

    /** The most pieces of work that ran at once since the last call. */
    int takePeak() {
        lock.lock();
        try {
            int most = peak;
            peak = threads.size();
            return most;
        } finally {
            lock.unlock();
        }
    }

    /** Fixes the limit. Work that runs already is left alone. */
    public void resize(int workers) {
        boolean raised;
        lock.lock();
        try {
            raised = workers > limit.workers();
            limit = new FixedLimit(workers);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (raised) {
            freed.run();
        }
    }

    /** Waits until a permit is free, and says whether one was before the time was over. */
    public boolean awaitFree(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (!closed && busy >= limit.workers() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed && busy < limit.workers();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no permit is out, and says whether that came about before the time was over. */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (busy > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return busy == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Gives out no more permits, interrupts what runs, and waits for its end for as long as was configured. */
    @Override
    public void close() {
        stop().forEach(Thread::interrupt);
        try {
            if (!awaitIdle(closeTimeout)) {
                LOG.warn(
                        "{} tasks did not end within {} ms of their interruption and are left behind: their leases run"
                                + " out, and other nodes take them over",
                        busy(),
                        closeTimeout.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Thread> stop() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            return new ArrayList<>(threads);
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        lock.lock();
        try {
            busy--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class HeldPermit implements Permit {

        private boolean spent;

        @Override
        public Thread run(String name, boolean cpuBound, Runnable work) {
            spend();
            Thread thread = (cpuBound ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
                    .name(name)
                    .unstarted(() -> {
                        try {
                            work.run();
                        } finally {
                            ended(Thread.currentThread());
                            freed.run();
                        }
                    });
            started(thread);
            return thread;
        }

        private void started(Thread thread) {
            lock.lock();
            boolean running = false;
            try {
                threads.add(thread);
                peak = Math.max(peak, threads.size());
                thread.start();
                running = true;
                if (closed) {
                    thread.interrupt();
                }
            } finally {
                if (!running) {
                    ended(thread);
                }
                lock.unlock();
            }
        }

        private void ended(Thread thread) {
            lock.lock();
            try {
                threads.remove(thread);
                release();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!spent) {
                    spent = true;
                    release();
                }
            } finally {
                lock.unlock();
            }
        }

        private void spend() {
            lock.lock();
            try {
                if (spent) {
                    throw new IllegalStateException("a permit is for one piece of work");
                }
                spent = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
