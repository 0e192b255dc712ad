package io.spillway.server.engine;

import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The lanes of a node, and the few threads that give them their turns: the lane that was woken first has its turn first. A
 * lane that is woken during its turn has another one behind the others.
 */
final class Lanes implements AutoCloseable {

    private static final int THREADS = 4;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Lane.Shop shop;
    private final LongSupplier nanoTime;
    private final Duration poll;
    private final Map<String, Slot> byType = new ConcurrentHashMap<>();
    private final BlockingQueue<Slot> ready = new LinkedBlockingQueue<>();
    private final List<RunUntilClosed> threads = new ArrayList<>();
    private volatile long looksAround = Long.MIN_VALUE;

    Lanes(Lane.Shop shop) {
        this.shop = shop;
        this.nanoTime = shop.ports().nanoTime();
        this.poll = shop.config().poll();
    }

    private enum State {
        RESTS,
        READY,
        HAS_ITS_TURN,
        /** Woken during its turn. */
        WANTS_ANOTHER
    }

    private record Slot(Lane lane, AtomicReference<State> state) {}

    void start() {
        for (int i = 0; i < THREADS; i++) {
            threads.add(RunUntilClosed.start("lanes-" + i, this::runOnce));
        }
        threads.add(RunUntilClosed.start("look-around", this::lookAround));
    }

    /** The lane of a type, made when it is first asked for. */
    Lane of(String type) {
        return slot(type).lane();
    }

    private Slot slot(String type) {
        return byType.computeIfAbsent(type, _ -> new Slot(new Lane(type, shop), new AtomicReference<>(State.RESTS)));
    }

    /** Why tasks of the type can be neither claimed nor settled, if so. */
    Optional<String> trouble(String type) {
        return Optional.ofNullable(byType.get(type)).map(each -> each.lane().trouble());
    }

    /** Lets go of a task that waits for a worker, if it does. */
    void letGo(TaskId id) {
        Slot slot = byType.get(id.type());
        if (slot != null) {
            slot.lane().letGo(id);
            wake(slot);
        }
    }

    void wake(String type) {
        wake(slot(type));
    }

    /** Notes that a task of the type comes due. */
    void due(String type, Duration in) {
        Lane lane = of(type);
        lane.due(in);
        lookAroundBy(lane.nextLook());
    }

    void wakeAll() {
        byType.values().forEach(this::wake);
    }

    /** Whether everything that has ended is settled. */
    boolean areSettled() {
        return byType.values().stream().allMatch(each -> each.lane().isSettled());
    }

    private void wake(Slot slot) {
        State before = slot.state().getAndUpdate(state -> switch (state) {
            case RESTS, READY -> State.READY;
            case HAS_ITS_TURN, WANTS_ANOTHER -> State.WANTS_ANOTHER;
        });
        if (before == State.RESTS) {
            ready.add(slot);
        }
    }

    private Duration runOnce() throws InterruptedException {
        Slot slot = ready.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (slot != null) {
            long pause = slot.lane().pause();
            if (pause > 0) {
                // Whoever wakes the lane meanwhile is served by this turn.
                LockSupport.parkNanos(pause);
            }
            turn(slot);
        }
        return Duration.ZERO;
    }

    private void turn(Slot slot) {
        slot.state().set(State.HAS_ITS_TURN);
        boolean again = false;
        try {
            again = slot.lane().turn();
        } finally {
            lookAroundBy(slot.lane().nextLook());
            boolean rests = !again && slot.state().compareAndSet(State.HAS_ITS_TURN, State.RESTS);
            if (!rests) {
                slot.state().set(State.READY);
                ready.add(slot);
            }
        }
    }

    /** Wakes the lanes that want a turn by now. */
    private Duration lookAround() {
        long now = nanoTime.getAsLong();
        looksAround = now + poll.toNanos();
        for (Slot each : byType.values()) {
            long next = each.lane().nextLook();
            if (next - now <= 0) {
                wake(each);
            } else if (next - looksAround < 0) {
                looksAround = next;
            }
        }
        return Duration.ofNanos(Math.max(0, looksAround - now));
    }

    private void lookAroundBy(long nanos) {
        if (nanos - looksAround < 0 && !threads.isEmpty()) {
            threads.getLast().wake();
        }
    }

    @Override
    public void close() {
        threads.forEach(RunUntilClosed::close);
    }
}
