package io.spillway.server.engine;

import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tasks of a type that were claimed for workers that are about to come free: as many as come free within some milliseconds.
 * Without them each worker would stand idle until the next call is answered. Thread-safe.
 */
final class Hand {

    private final Deque<Held> held = new ArrayDeque<>();
    private final Set<Held> leaving = Collections.newSetFromMap(new IdentityHashMap<>());
    /** How many are in the hand. Whoever ends looks at it first: mostly there is nothing, and nothing to wait for. */
    private volatile int size;

    /**
     * A task without a worker.
     *
     * @param asked when the claim was sent, by the node's monotonic clock: the lease began no earlier
     * @param came when it was answered
     */
    record Held(Task task, RegisteredHandler handler, long asked, long came) {}

    synchronized void add(Held next) {
        held.addLast(next);
        size = held.size();
    }

    /** Takes out the one that has waited longest. It counts as held until {@link #left}, or goes back by {@link #putBack}. */
    Optional<Held> next() {
        return size == 0 ? Optional.empty() : pollFirst();
    }

    private synchronized Optional<Held> pollFirst() {
        Held next = held.pollFirst();
        if (next != null) {
            leaving.add(next);
            size = held.size();
        }
        return Optional.ofNullable(next);
    }

    /** Notes that a task that was taken out has begun, and is known as one that runs. */
    synchronized void left(Held next) {
        leaving.remove(next);
    }

    /** Puts back what {@link #next} gave, and nobody could begin. */
    synchronized void putBack(Held next) {
        leaving.remove(next);
        held.addFirst(next);
        size = held.size();
    }

    /** Takes out those that came before that time: their workers did not come free as soon as they were to. */
    synchronized List<Held> takeThatCameBefore(long nanos) {
        List<Held> late = new ArrayList<>();
        while (!held.isEmpty() && held.getFirst().came() - nanos < 0) {
            late.add(held.removeFirst());
        }
        size = held.size();
        return late;
    }

    synchronized List<Held> takeAll() {
        List<Held> all = List.copyOf(held);
        held.clear();
        size = 0;
        return all;
    }

    /** Takes out a task that is not to be begun any more. */
    synchronized Optional<Task> drop(TaskId id) {
        Optional<Held> found =
                held.stream().filter(each -> each.task().id().equals(id)).findFirst();
        found.ifPresent(held::remove);
        size = held.size();
        return found.map(Held::task);
    }

    /** Of those that are held, and of those that are about to begin. */
    synchronized List<Lease> leases() {
        return Stream.concat(held.stream(), leaving.stream())
                .map(each -> new Lease(each.task().id(), each.task().fence()))
                .toList();
    }

    /** When the one came that has waited longest. */
    OptionalLong oldest() {
        return size == 0 ? OptionalLong.empty() : cameFirst();
    }

    private synchronized OptionalLong cameFirst() {
        return held.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(held.getFirst().came());
    }

    /** Whether none is held, and none is about to begin. */
    synchronized boolean isEmpty() {
        return held.isEmpty() && leaving.isEmpty();
    }

    int size() {
        return size;
    }
}
