package io.spillway.server.engine;

import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings the claimed tasks of a type and the workers together. While all workers are busy with short tasks, more are claimed than
 * there are workers, and whoever ends begins the next one at once, instead of waiting for a call of the queue.
 */
final class Dispatcher {

    /** How long a task may wait for a worker here, before another node could have it. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    /** A queue that answers more slowly is at its limit, or far: nobody knows then who comes free when. */
    private static final long QUICK_NANOS = 20_000_000;

    private final String type;
    private final Lane.Shop shop;
    private final Allowance allowance;
    private final Foresight foresight;
    private final Hand hand = new Hand();
    private boolean isQuick = true;

    Dispatcher(String type, Lane.Shop shop, Allowance allowance, long now) {
        this.type = type;
        this.shop = shop;
        this.allowance = allowance;
        this.foresight = new Foresight(now);
    }

    /**
     * What to claim for.
     *
     * @param seats workers that were taken
     * @param ahead how many more are about to come free
     */
    record Wish(RegisteredHandler handler, int seats, int ahead) {
        int tasks() {
            return seats + ahead;
        }
    }

    /** Notes a turn, before which so many attempts ended. */
    void turn(int ended, long now) {
        foresight.turn(ended, now);
    }

    /** Notes how long the last call took. */
    void answeredIn(long nanos) {
        isQuick = nanos < QUICK_NANOS;
    }

    /** Takes workers. @param mayAhead whether it makes sense to look who else comes free */
    Wish wish(RegisteredHandler handler, boolean mayAhead) {
        int seats = beginHeld(allowance.take(handler));
        int ahead = mayAhead && isQuick ? allowance.ahead(handler, seats, foresight.comeFree(), hand.size()) : 0;
        return new Wish(handler, seats, ahead);
    }

    /**
     * Begins what was claimed, as far as there are workers.
     *
     * @param asked when the claim was sent, by the node's monotonic clock
     */
    void begin(Wish wish, List<Task> tasks, long asked) {
        long came = now();
        if (!tasks.isEmpty()) {
            shop.seats().hadWork(type);
        }
        // One that somebody put back while the claim was under way goes before what it brought.
        int seats = beginHeld(wish.seats());
        int begun = 0;
        try {
            while (begun < seats && begun < tasks.size()) {
                shop.crew().begin(new Hand.Held(tasks.get(begun++), wish.handler(), asked, came));
            }
        } finally {
            // Whatever breaks, each task is in the hand or with a worker, and no seat is lost.
            shop.seats().give(type, seats - begun);
            tasks.subList(begun, tasks.size())
                    .forEach(task -> hand.add(new Hand.Held(task, wish.handler(), asked, came)));
        }
        // Whose worker came free before they were there.
        int waiting;
        do {
            waiting = hand.size();
            beginNext();
        } while (hand.size() < waiting);
    }

    /** Begins those that wait, the longest first, on seats that were taken. Returns how many seats are left. */
    private int beginHeld(int seats) {
        for (int left = seats; left > 0; left--) {
            Optional<Hand.Held> next = hand.next();
            if (next.isEmpty()) {
                return left;
            }
            begin(next.get());
        }
        return 0;
    }

    /** Gives a worker that has come free to a task that waits for it. May be called by any thread. */
    void beginNext() {
        if (shop.crew().isClosing()) {
            return;
        }
        hand.next().ifPresent(next -> {
            // One that has waited for too long goes back: this node may have stood still for longer than the lease.
            if (!isLate(next) && allowance.takeOne(next.handler())) {
                begin(next);
            } else {
                hand.putBack(next);
            }
        });
    }

    private boolean isLate(Hand.Held next) {
        long now = now();
        return now - next.came() > PATIENCE.toNanos()
                || now - next.asked() > shop.config().lease().toNanos() / 3;
    }

    private long now() {
        return shop.ports().nanoTime().getAsLong();
    }

    private void begin(Hand.Held next) {
        try {
            shop.crew().begin(next);
        } finally {
            hand.left(next);
        }
    }

    /** Takes out what its worker did not come free for as soon as it was to; at the end, all. */
    List<Task> late(long now) {
        List<Hand.Held> late =
                shop.crew().isClosing() ? hand.takeAll() : hand.takeThatCameBefore(now - PATIENCE.toNanos());
        return late.stream().map(Hand.Held::task).toList();
    }

    /** Takes out a task that is not to be begun any more. */
    Optional<Task> drop(TaskId id) {
        return hand.drop(id);
    }

    List<Lease> leases() {
        return hand.leases();
    }

    /** When what waits becomes late, if something does. */
    OptionalLong lateAt() {
        OptionalLong oldest = hand.oldest();
        return oldest.isEmpty() ? oldest : OptionalLong.of(oldest.getAsLong() + PATIENCE.toNanos() + 1);
    }

    boolean isEmpty() {
        return hand.isEmpty();
    }
}
