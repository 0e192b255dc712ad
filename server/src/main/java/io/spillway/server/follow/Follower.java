package io.spillway.server.follow;

import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who follows a task. Holds the latest news only: whoever is slow misses what lay between, and holds up nobody. One thread waits,
 * any may tell.
 */
public final class Follower implements AutoCloseable {

    private final TaskId id;
    private final Consumer<Follower> leave;
    private final AtomicReference<@Nullable News> latest = new AtomicReference<>();
    private final Semaphore told = new Semaphore(0);

    Follower(TaskId id, Consumer<Follower> leave) {
        this.id = id;
        this.leave = leave;
    }

    /** What became of a task. */
    public sealed interface News {

        /** Its state, its attempt, its place or its due time is another one; or this is the first look. */
        record Changed(Task task) implements News {}

        /** Its retention has ended. */
        record Gone() implements News {}
    }

    TaskId id() {
        return id;
    }

    void tell(News news) {
        latest.set(news);
        told.release();
    }

    /** Waits for news, but for no longer than this. */
    public Optional<News> await(Duration atMost) throws InterruptedException {
        if (told.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
            told.drainPermits();
        }
        return Optional.ofNullable(latest.getAndSet(null));
    }

    @Override
    public void close() {
        leave.accept(this);
    }
}
