package io.spillway.server.engine;

import io.spillway.server.pool.WorkerPool;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How the workers are shared between types. A type that wants workers and does not get them is hungry.
 *
 * <p>While nobody else is hungry, a type may have all workers but a few: one for each other type that had work lately and has
 * none now, a quarter of all at the most, so that a type of long tasks does not keep the next task of another waiting until
 * one of its own ends. While others are hungry, each may have an equal share; and where there are not enough workers for
 * that, whoever has the fewest goes first, and among equals who has waited longest.
 */
final class Seats {

    private static final long LATELY_NANOS = 60_000_000_000L;

    private final WorkerPool pool;
    private final LongSupplier nanoTime;
    private final Map<String, Seat> byType = new HashMap<>();
    private volatile boolean anyHungry;

    Seats(WorkerPool pool, LongSupplier nanoTime) {
        this.pool = pool;
        this.nanoTime = nanoTime;
    }

    private static final class Seat {
        private int taken;
        private boolean hungry;
        private long lastTaken;
        private boolean hadWork;
        private long lastWork;

        boolean goesBefore(Seat other) {
            return taken != other.taken ? taken < other.taken : lastTaken - other.lastTaken < 0;
        }
    }

    /**
     * Takes workers for a type.
     *
     * @param wanted how many tasks it could run
     * @param most how many it may run at the same time, for reasons of its own
     */
    synchronized int take(String type, int wanted, int most) {
        Seat seat = byType.computeIfAbsent(type, _ -> new Seat());
        long now = nanoTime.getAsLong();
        int asked = Math.min(wanted, most - seat.taken);
        int got = asked < 1 ? 0 : pool.take(Math.min(asked, allowed(seat, now)));
        seat.taken += got;
        if (got > 0) {
            seat.lastTaken = now;
        }
        hungry(seat, got < asked);
        return got;
    }

    /** Takes one worker for a task that is there already, which says nothing of whether the type wants more. */
    synchronized boolean takeOne(String type, int most) {
        Seat seat = byType.computeIfAbsent(type, _ -> new Seat());
        long now = nanoTime.getAsLong();
        if (seat.taken >= most || allowed(seat, now) < 1 || pool.take(1) < 1) {
            return false;
        }
        seat.taken++;
        seat.lastTaken = now;
        return true;
    }

    /** Notes that a claim brought tasks of a type. Workers alone say nothing: they are taken in order to look. */
    synchronized void hadWork(String type) {
        Seat seat = byType.computeIfAbsent(type, _ -> new Seat());
        seat.hadWork = true;
        seat.lastWork = nanoTime.getAsLong();
    }

    private int allowed(Seat seat, long now) {
        int limit = pool.limit();
        int hungry = 0;
        int first = 0;
        int lately = 0;
        for (Seat each : byType.values()) {
            if (each == seat) {
                continue;
            }
            if (each.hungry) {
                hungry++;
                first += each.goesBefore(seat) ? 1 : 0;
            }
            if (each.taken == 0 && each.hadWork && now - each.lastWork < LATELY_NANOS) {
                lately++;
            }
        }
        if (hungry > 0) {
            int share = Math.max(1, limit / (hungry + 1));
            return Math.min(share - seat.taken, pool.free() - first);
        }
        return limit - Math.min(lately, limit / 4) - seat.taken;
    }

    private void hungry(Seat seat, boolean hungry) {
        if (seat.hungry != hungry) {
            seat.hungry = hungry;
            anyHungry = hungry || byType.values().stream().anyMatch(each -> each.hungry);
        }
    }

    /** Gives workers back that were not used. */
    synchronized void give(String type, int unused) {
        if (unused > 0) {
            pool.give(unused);
            returned(type, unused);
        }
    }

    /** Notes that workers of a type have ended their tasks, and are free again. */
    synchronized void left(String type, int count) {
        returned(type, count).ifPresent(seat -> seat.lastWork = nanoTime.getAsLong());
    }

    private Optional<Seat> returned(String type, int count) {
        Optional<Seat> seat = Optional.ofNullable(byType.get(type));
        seat.ifPresent(each -> each.taken -= count);
        return seat;
    }

    /** Notes that a type wants no more workers than it has. */
    synchronized void content(String type) {
        Seat seat = byType.get(type);
        if (seat != null) {
            hungry(seat, false);
        }
    }

    /** Whether no type but this one is hungry. */
    synchronized boolean isNobodyElseHungry(String type) {
        return byType.entrySet().stream()
                .noneMatch(each -> each.getValue().hungry && !each.getKey().equals(type));
    }

    /** The hungry type that goes first. */
    Optional<String> hungriest() {
        return anyHungry ? findHungriest() : Optional.empty();
    }

    private synchronized Optional<String> findHungriest() {
        String hungriest = null;
        Seat first = null;
        for (Map.Entry<String, Seat> each : byType.entrySet()) {
            Seat seat = each.getValue();
            if (seat.hungry && (first == null || seat.goesBefore(first))) {
                hungriest = each.getKey();
                first = seat;
            }
        }
        return Optional.ofNullable(hungriest);
    }

    /** How many workers there are for all types together. */
    int limit() {
        return pool.limit();
    }

    /** How many workers a type has. */
    synchronized int taken(String type) {
        Seat seat = byType.get(type);
        return seat == null ? 0 : seat.taken;
    }
}
