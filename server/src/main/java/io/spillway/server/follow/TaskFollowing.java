package io.spillway.server.follow;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all tasks that somebody follows, in one go for all of them: at what happened on this node within moments, at what
 * happened elsewhere within {@link #LOOK}. First it only looks whether anything changed, and reads the tasks for which that is so:
 * payloads may be large. Nothing is written for it, so that a task that nobody follows costs nothing more.
 */
public final class TaskFollowing implements TaskEvent.Listener {

    /** How long a change on another node goes unseen at the most. */
    static final Duration LOOK = Duration.ofMillis(150);

    /** Between two looks: what happens meanwhile shares the next one. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(TaskFollowing.class);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final TaskStore store;
    private final LongSupplier nanoTime;
    private final Map<TaskId, Followed> followed = new ConcurrentHashMap<>();
    private final Set<TaskId> touched = ConcurrentHashMap.newKeySet();
    private final Semaphore bell = new Semaphore(0);
    private long lookedAt;
    private volatile @Nullable Reading reading;

    /** A task, and who follows it. @param mark of its last look */
    private static final class Followed {
        private final Set<Follower> followers = new CopyOnWriteArraySet<>();
        private volatile @Nullable String mark;
    }

    /** When the queue's clock was read, on both clocks. */
    private record Reading(Instant queueTime, long nanos) {}

    public TaskFollowing(TaskStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong() - LOOK.toNanos();
    }

    /** Follows a task until it is closed. Whether there is such a task is not looked at; the first news tell. */
    public Follower follow(TaskId id) {
        Follower follower = new Follower(id, this::leave);
        followed.compute(id, (_, known) -> {
            Followed all = known == null ? new Followed() : known;
            all.followers.add(follower);
            return all;
        });
        touch(id);
        return follower;
    }

    private void leave(Follower follower) {
        followed.computeIfPresent(follower.id(), (_, all) -> {
            all.followers.remove(follower);
            return all.followers.isEmpty() ? null : all;
        });
    }

    /** How many tasks are followed. */
    public int count() {
        return followed.size();
    }

    /** The time by the queue's clock, once it was read. */
    public Optional<Instant> queueTime() {
        Reading last = reading;
        return last == null
                ? Optional.empty()
                : Optional.of(last.queueTime().plusNanos(nanoTime.getAsLong() - last.nanos()));
    }

    @Override
    public void on(TaskEvent event) {
        if (followed.isEmpty()) {
            return;
        }
        switch (event) {
            case TaskEvent.Started started -> changed(started.task().id());
            case TaskEvent.AttemptEnded ended -> changed(ended.task().id());
            case TaskEvent.Finished finished -> changed(finished.id());
            case TaskEvent.LeaseLost lost -> changed(lost.id());
            case TaskEvent.Submitted _,
                    TaskEvent.Slowed _,
                    TaskEvent.HeldBack _,
                    TaskEvent.Shed _,
                    TaskEvent.StaleSettlement _ -> {}
        }
    }

    private void changed(TaskId id) {
        if (followed.containsKey(id)) {
            touch(id);
        }
    }

    private void touch(TaskId id) {
        touched.add(id);
        bell.release();
    }

    /** Waits for a reason to look, and looks. Returns how long to pause. */
    public Duration runOnce() throws InterruptedException {
        Duration wait = followed.isEmpty() ? IDLE : LOOK.minusNanos(nanoTime.getAsLong() - lookedAt);
        if (bell.tryAcquire(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
        look();
        return followed.isEmpty() ? Duration.ZERO : PAUSE;
    }

    private void look() {
        long now = nanoTime.getAsLong();
        boolean atAll = now - lookedAt >= LOOK.toNanos();
        List<TaskId> ids = new ArrayList<>();
        for (TaskId id : atAll ? followed.keySet() : touched) {
            // In this order: what happens after the look touches the task again.
            touched.remove(id);
            if (followed.containsKey(id)) {
                ids.add(id);
            }
        }
        if (atAll) {
            lookedAt = now;
        }
        if (ids.isEmpty()) {
            return;
        }
        try {
            look(ids);
        } catch (QueueUnavailableException e) {
            // Nobody is told anything until it answers again: the next look comes by itself.
            LOG.debug("The tasks that are followed can't be looked at: {}", e.getMessage());
        }
    }

    private void look(List<TaskId> ids) {
        TaskStore.Glance glance = store.glance(ids);
        reading = new Reading(glance.at(), nanoTime.getAsLong());
        List<TaskId> changed = new ArrayList<>();
        for (TaskId id : ids) {
            Followed each = followed.get(id);
            String mark = glance.marks().get(id);
            if (each == null) {
                continue;
            }
            if (mark == null) {
                each.followers.forEach(follower -> follower.tell(new Follower.News.Gone()));
            } else if (!mark.equals(each.mark)) {
                changed.add(id);
            }
        }
        if (changed.isEmpty()) {
            return;
        }
        Map<TaskId, Task> tasks = store.find(changed);
        for (TaskId id : changed) {
            Followed each = followed.get(id);
            Task task = tasks.get(id);
            if (each != null && task != null) {
                // The mark is older than the task, if anything: then the next look tells the same again.
                each.mark = glance.marks().get(id);
                each.followers.forEach(follower -> follower.tell(new Follower.News.Changed(task)));
            }
        }
    }
}
