package io.spillway.server;

import io.spillway.server.deadletter.BulkLoop;
import io.spillway.server.pool.RunUntilClosed;
import org.jspecify.annotations.Nullable;

/** The loop of bulk jobs, which begins with the server and is woken when somebody asks for a job. */
final class BulkRunner implements AutoCloseable {

    private final BulkLoop loop;
    private @Nullable RunUntilClosed running;

    BulkRunner(BulkLoop loop) {
        this.loop = loop;
    }

    synchronized void start() {
        running = RunUntilClosed.start("bulk-jobs", loop::runOnce);
    }

    synchronized void wake() {
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public synchronized void close() {
        if (running != null) {
            running.close();
        }
    }
}
