package io.spillway.server.engine;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.server.degrade.Admission;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.ClaimRequest;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one type. A turn settles what has ended and claims as much as there is room for, in one call of the queue. What
 * ends during the call waits for the next turn: a task that ends alone waits for nobody, and many that end together share a
 * call. Turns of a lane do not overlap. While the queue is away, what has ended is kept here: no more of it than there are
 * workers, since nothing can be claimed meanwhile.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int SETTLED_AT_ONCE = 256;
    private static final int CLAIMED_AT_ONCE = 128;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

    private final String type;
    private final Shop shop;
    private final Unheard unheard;
    private final ConcurrentLinkedQueue<Conclusion> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsettled = new AtomicInteger();
    private final List<Conclusion> batch = new ArrayList<>();
    private final AtomicLong dueAt;
    private volatile long lookAt;
    private volatile boolean rung = true;
    private boolean heldBack;
    private volatile @Nullable String trouble;

    /** What all lanes of a node work with. */
    record Shop(EnginePorts ports, EngineConfig config, Seats seats, RunningAttempts running, Crew crew) {}

    /** Who begins attempts, and tells of their ends. */
    interface Crew {
        /**
         * Begins attempts at tasks for which seats were taken.
         *
         * @param asked when the claim was sent, by the node's monotonic clock: the lease began no earlier
         */
        void begin(Claimed claimed, RegisteredHandler handler, long asked);

        void settled(Conclusion conclusion, Settlement.Result result);

        /** An attempt ended for which there was nothing to settle. */
        void dropped(Conclusion conclusion);

        boolean isClosing();
    }

    Lane(String type, Shop shop) {
        this.type = type;
        this.shop = shop;
        this.unheard = new Unheard(type, shop);
        this.lookAt = now();
        this.dueAt = new AtomicLong(lookAt);
    }

    void ended(Conclusion conclusion) {
        unsettled.incrementAndGet();
        ended.add(conclusion);
    }

    /** Notes that tasks may be claimable. */
    void ring() {
        rung = true;
    }

    /** Notes that a task comes due: without it, a retry would wait for the next look by chance. */
    void due(Duration in) {
        dueAt.accumulateAndGet(now() + in.toNanos(), Lane::sooner);
    }

    /** When the lane wants a turn although nobody wakes it, by the node's monotonic clock. */
    long nextLook() {
        return sooner(lookAt, dueAt.get());
    }

    /** Why the last turn could neither claim nor settle; null where it could. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Whether everything that has ended is settled. */
    boolean isSettled() {
        return unsettled.get() == 0;
    }

    /** One turn. Returns whether another one makes sense at once. */
    boolean turn() {
        long now = now();
        boolean due = nextLook() - now <= 0;
        if (trouble != null && !due) {
            return false;
        }
        collect();
        Optional<RegisteredHandler> handler = handlerOfWanted(due);
        Optional<Wish> wish =
                handler.map(each -> new Wish(each, takeSeats(each))).filter(each -> each.seats() > 0);
        if (handler.isPresent() && wish.isEmpty()) {
            // One that comes free wakes the lane.
            rung = true;
        }
        if (batch.isEmpty() && wish.isEmpty()) {
            postpone(now, shop.config().poll());
            return false;
        }
        return work(wish, now);
    }

    /** What a turn claims for. @param seats that were taken */
    private record Wish(RegisteredHandler handler, int seats) {}

    private Optional<RegisteredHandler> handlerOfWanted(boolean due) {
        if (!(rung || due || letsOthersGo()) || shop.crew().isClosing()) {
            return Optional.empty();
        }
        Optional<RegisteredHandler> handler = shop.ports().handlers().find(type);
        if (handler.isEmpty()) {
            rung = false;
            shop.seats().content(type);
        }
        return handler;
    }

    /** Whether what has ended makes room for tasks that a limit kept waiting. */
    private boolean letsOthersGo() {
        return !batch.isEmpty()
                && (heldBack
                        || batch.stream().anyMatch(each -> each.task().spec().concurrencyKey() != null));
    }

    private void collect() {
        Conclusion next;
        while (batch.size() < SETTLED_AT_ONCE && (next = ended.poll()) != null) {
            if (next.next() == null) {
                shop.crew().dropped(next);
                unsettled.decrementAndGet();
            } else {
                batch.add(next);
            }
        }
    }

    private int takeSeats(RegisteredHandler handler) {
        long share =
                (long) Math.ceil(shop.seats().limit() * shop.ports().admission().concurrencyShare(type));
        int most = (int) Math.min(limits(handler).perNode(), Math.max(1, share));
        return shop.seats().take(type, CLAIMED_AT_ONCE, most);
    }

    private boolean work(Optional<Wish> wish, long now) {
        if (wish.isPresent()) {
            // Whoever rings from here on, rings for the next turn.
            rung = false;
            dueAt.set(now + shop.config().poll().toNanos());
        }
        Work.Done done;
        try {
            unheard.giveBack(now);
            done = shop.ports()
                    .queue()
                    .work(new Work(
                            type,
                            shop.config().node(),
                            settlements(),
                            wish.map(this::request).orElse(null)));
        } catch (RuntimeException e) {
            wish.ifPresent(each -> unanswered(each, now));
            failed(e);
            return false;
        }
        trouble = null;
        settled(done.results());
        postpone(now, shop.config().poll());
        wish.ifPresent(each -> claimed(done.claimed(), each, now));
        return rung || !ended.isEmpty();
    }

    private void claimed(Claimed claimed, Wish wish, long now) {
        int unused = wish.seats() - claimed.tasks().size();
        shop.seats().give(type, unused);
        shop.crew().begin(claimed, wish.handler(), now);
        heldBack = claimed.heldBack() != Claimed.HeldBack.NOTHING;
        boolean more = !heldBack
                // Behind many that have expired, those that have not are waiting.
                && (unused == 0
                        || !claimed.expired().isEmpty()
                        || !claimed.won().isEmpty());
        if (more) {
            rung = true;
        } else {
            shop.seats().content(type);
        }
        claimed.lookAgain().ifPresent(this::due);
    }

    private void unanswered(Wish wish, long now) {
        shop.seats().give(type, wish.seats());
        shop.seats().content(type);
        unheard.note(now);
    }

    private void failed(RuntimeException e) {
        boolean away = trouble != null;
        if (!away && e instanceof QueueUnavailableException) {
            LOG.warn(
                    "Tasks of type {} are neither claimed nor settled until Redis answers; {} that have ended are kept: {}",
                    type,
                    unsettled.get(),
                    e.getMessage());
        } else if (!away) {
            LOG.error(
                    "Tasks of type {} can be neither claimed nor settled, and it is tried again and again; {} that have "
                            + "ended are kept",
                    type,
                    unsettled.get(),
                    e);
        }
        trouble = String.valueOf(e.getMessage());
        rung = true;
        lookAt = now() + AFTER_FAILURE.toNanos();
        dueAt.set(lookAt);
    }

    private void settled(List<Settlement.Result> results) {
        for (int i = 0; i < results.size(); i++) {
            shop.crew().settled(batch.get(i), results.get(i));
        }
        unsettled.addAndGet(-batch.size());
        batch.clear();
    }

    private List<Settlement> settlements() {
        List<Settlement> settlements = new ArrayList<>(batch.size());
        for (Conclusion each : batch) {
            Settlement.Next next = each.next();
            if (next != null) {
                settlements.add(new Settlement(each.task().id(), each.task().fence(), next));
            }
        }
        return settlements;
    }

    private ClaimRequest request(Wish wish) {
        Admission admission = shop.ports().admission();
        Admission.Treatment treatment = admission.treatment(type);
        // What a tier keeps out is served by the fallback, so it is claimed; what it pauses is not.
        boolean anything = wish.handler().hasFallback() && treatment.fallback() && treatment.pause() == null;
        List<Criticality> claimable = anything ? List.of(Criticality.values()) : admission.claimable(type);
        return new ClaimRequest(
                claimable,
                wish.seats(),
                shop.config().lease(),
                admission.tier(type),
                inCluster(limits(wish.handler())));
    }

    private Limits limits(RegisteredHandler handler) {
        return shop.config().limits().of(handler.type());
    }

    private static ClaimLimits inCluster(Limits limits) {
        return new ClaimLimits(
                limits.concurrency() == Integer.MAX_VALUE ? -1 : limits.concurrency(),
                Double.isInfinite(limits.perSecond()) ? -1 : limits.perSecond(),
                limits.perKey() == Integer.MAX_VALUE ? -1 : limits.perKey());
    }

    private void postpone(long now, Duration by) {
        lookAt = now + by.toNanos();
        dueAt.accumulateAndGet(lookAt, (due, look) -> due - now <= 0 ? look : due);
    }

    private long now() {
        return shop.ports().nanoTime().getAsLong();
    }

    private static long sooner(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
