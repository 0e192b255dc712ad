package io.spillway.server.pool;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop on a thread of its own: runs its body, waits, and goes on until it is closed. What the body throws is logged,
 * and the loop goes on.
 */
public final class RunUntilClosed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunUntilClosed.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Body body;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread thread;
    private boolean wake;
    private boolean closed;

    private RunUntilClosed(String name, Body body) {
        this.name = name;
        this.body = body;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::loop);
    }

    /** One turn of a loop. */
    @FunctionalInterface
    public interface Body {
        /** @return how long to wait before the next turn, unless woken */
        Duration runOnce() throws Exception;
    }

    public static RunUntilClosed start(String name, Body body) {
        RunUntilClosed loop = new RunUntilClosed(name, body);
        loop.thread.start();
        return loop;
    }

    /** Ends the wait between two turns, or keeps the next one from waiting. */
    public void wake() {
        lock.lock();
        try {
            wake = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        boolean failing = false;
        while (true) {
            Duration pause;
            try {
                pause = body.runOnce();
                failing = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable e) {
                if (!failing) {
                    LOG.error("{} failed and goes on; the next failures in a row are logged at debug level", name, e);
                } else {
                    LOG.debug("{} failed again", name, e);
                }
                failing = true;
                pause = AFTER_FAILURE;
            }
            if (!await(pause)) {
                return;
            }
        }
    }

    /** False once the loop is closed. */
    private boolean await(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && !wake && left > 0) {
                left = woken.awaitNanos(left);
            }
            wake = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the turn that runs end, for a few seconds; then interrupts it. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
                if (!thread.join(CLOSE_TIMEOUT)) {
                    LOG.warn("{} does not end, and is left behind", name);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
