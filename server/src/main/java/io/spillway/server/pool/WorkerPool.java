package io.spillway.server.pool;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Duration closeTimeout;
    private volatile int limit;
    private volatile boolean closed;

    public WorkerPool(int limit, Duration closeTimeout) {
        this.limit = requireWorkers(limit);
        this.closeTimeout = closeTimeout;
    }

    /** A pool of the least workers that there may be. */
    public static WorkerPool of(PoolConfig config) {
        return new WorkerPool(config.minWorkers(), config.closeTimeout());
    }

    /** Takes as many permits as are free, and no more than are wanted. Each is given back by its work's end or by {@link #give}. */
    public int take(int wanted) {
        while (true) {
            int out = busy.get();
            int taken = closed ? 0 : Math.min(wanted, limit - out);
            if (taken <= 0) {
                return 0;
            }
            if (busy.compareAndSet(out, out + taken)) {
                return taken;
            }
        }
    }

    /** Gives permits back that were not used. */
    public void give(int unused) {
        if (unused > 0 && busy.addAndGet(-unused) == 0) {
            tellIdle();
        }
    }

    /**
     * Starts the work on a thread of its own. When it ends, its permit, which must have been taken before, is given back.
     *
     * @param name of the thread
     * @param cpuBound true for a platform thread, which computing work needs in order not to hold up the others
     * @param freed done at the end, when the permit is free again
     */
    public void run(String name, boolean cpuBound, Runnable work, Runnable freed) {
        // Whoever starts it may be a plugin's thread, whose variables and priority are none of this one's business.
        Thread thread = (cpuBound ? Thread.ofPlatform().daemon().priority(Thread.NORM_PRIORITY) : Thread.ofVirtual())
                .name(name)
                .inheritInheritableThreadLocals(false)
                .unstarted(() -> {
                    try {
                        work.run();
                    } finally {
                        ended(Thread.currentThread());
                        give(1);
                        freed.run();
                    }
                });
        begins(thread);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                ended(thread);
            }
        }
        if (closed) {
            thread.interrupt();
        }
    }

    private void begins(Thread thread) {
        threads.add(thread);
        int now = running.incrementAndGet();
        if (now > peak.get()) {
            peak.accumulateAndGet(now, Math::max);
        }
    }

    private void ended(Thread thread) {
        threads.remove(thread);
        running.decrementAndGet();
    }

    /** The most pieces of work that ran at once since the last call. A permit that was only taken is none. */
    int takePeak() {
        return peak.getAndSet(running.get());
    }

    /** How many more permits there are now: zero while more are out than a lowered limit allows. */
    public int free() {
        return closed ? 0 : Math.max(0, limit - busy.get());
    }

    /** How many permits are out. */
    public int busy() {
        return busy.get();
    }

    public int limit() {
        return limit;
    }

    /** Changes the limit. Work that runs already is left alone. */
    public void resize(int workers) {
        limit = requireWorkers(workers);
    }

    private static int requireWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker, not " + workers);
        }
        return workers;
    }

    /** Waits until no permit is out, and says whether that came about before the time was over. */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (busy.get() > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return busy.get() == 0;
        } finally {
            lock.unlock();
        }
    }

    private void tellIdle() {
        lock.lock();
        try {
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives out no more permits, interrupts what runs, and waits for its end for as long as was configured. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
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
}
