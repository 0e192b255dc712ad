package io.spillway.server.engine;

import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
 * workers, and tasks that waited for one, since nothing can be claimed meanwhile.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int SETTLED_AT_ONCE = 256;
    private static final int WORTH_A_CALL = 32;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

    private final String type;
    private final Shop shop;
    private final Unheard unheard;
    private final Allowance allowance;
    private final Dispatcher dispatcher;
    private final ConcurrentLinkedQueue<Conclusion> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsettled = new AtomicInteger();
    private final List<Conclusion> batch = new ArrayList<>();
    private final TurnPace pace;
    private final AtomicLong dueAt;
    private volatile long lookAt;
    private volatile boolean rung = true;
    private boolean heldBack;
    private volatile boolean claims;
    private volatile @Nullable String trouble;

    /** What all lanes of a node work with. */
    record Shop(EnginePorts ports, EngineConfig config, Seats seats, RunningAttempts running, LaneCrew crew) {}

    Lane(String type, Shop shop) {
        this.type = type;
        this.shop = shop;
        this.unheard = new Unheard(type, shop);
        this.allowance = new Allowance(type, shop);
        this.lookAt = now();
        this.pace = new TurnPace(lookAt);
        this.dispatcher = new Dispatcher(type, shop, allowance, lookAt);
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
        long due = sooner(lookAt, dueAt.get());
        OptionalLong late = dispatcher.lateAt();
        return late.isPresent() ? sooner(due, late.getAsLong()) : due;
    }

    /** Why the last turn could neither claim nor settle; null where it could. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Whether everything that has ended is settled. */
    boolean isSettled() {
        return unsettled.get() == 0 && !claims && dispatcher.isEmpty();
    }

    /** Gives a worker that has come free to a task that waits for it. May be called by any thread. */
    void beginNext() {
        dispatcher.beginNext();
    }

    /** Lets go of a task that waits for a worker, since it may have been canceled: the queue knows. */
    void letGo(TaskId id) {
        dispatcher.drop(id).ifPresent(this::handBack);
    }

    private void handBack(Task task) {
        ended(Conclusion.notBegun(task, new Settlement.Next.HandBack(), null));
    }

    /** How long the next turn should wait for company, in nanoseconds: not at all where few were made, or much has ended. */
    long pause() {
        return unsettled.get() >= WORTH_A_CALL || shop.crew().isClosing() ? 0 : pace.pause(now());
    }

    /** One turn. Returns whether another one makes sense at once. */
    boolean turn() {
        long now = now();
        boolean due = nextLook() - now <= 0;
        if (trouble != null && !due) {
            return false;
        }
        List<Task> late = dispatcher.late(now);
        late.forEach(this::handBack);
        dispatcher.turn(collect(), now);
        Optional<RegisteredHandler> handler = handlerOfWanted(due);
        boolean mayAhead = late.isEmpty() && !heldBack;
        Optional<Dispatcher.Wish> wish =
                handler.map(each -> dispatcher.wish(each, mayAhead)).filter(each -> each.tasks() > 0);
        if (handler.isPresent() && wish.isEmpty()) {
            // One that comes free wakes the lane.
            rung = true;
        }
        if (batch.isEmpty() && wish.isEmpty()) {
            postpone(now, shop.config().poll());
            // After that, which forgets what was due before now.
            allowance.opensIn().ifPresent(this::due);
            return false;
        }
        return work(wish, now);
    }

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

    /** Returns how many attempts ended. */
    private int collect() {
        int attempts = 0;
        Conclusion next;
        while (batch.size() < SETTLED_AT_ONCE && (next = ended.poll()) != null) {
            attempts += next.attempt() == null ? 0 : 1;
            allowance.ended(next);
            if (next.next() == null) {
                shop.crew().dropped(next);
                unsettled.decrementAndGet();
            } else {
                batch.add(next);
            }
        }
        return attempts;
    }

    private boolean work(Optional<Dispatcher.Wish> wish, long now) {
        if (wish.isPresent()) {
            // Whoever rings from here on, rings for the next turn.
            rung = false;
            claims = true;
            dueAt.set(now + shop.config().poll().toNanos());
        }
        pace.took(now);
        Work.Done done;
        try {
            unheard.giveBack(dispatcher.leases(), now);
            done = shop.ports()
                    .queue()
                    .work(new Work(
                            type,
                            shop.config().node(),
                            settlements(),
                            wish.map(each -> allowance.request(each.handler(), each.tasks()))
                                    .orElse(null)));
        } catch (RuntimeException e) {
            wish.ifPresent(each -> unanswered(each, now));
            claims = false;
            failed(e);
            return false;
        }
        trouble = null;
        dispatcher.answeredIn(now() - now);
        settled(done.results());
        postpone(now, shop.config().poll());
        wish.ifPresent(each -> claimed(done.claimed(), each, now));
        claims = false;
        return rung || !ended.isEmpty();
    }

    private void claimed(Claimed claimed, Dispatcher.Wish wish, long now) {
        int unused = wish.tasks() - claimed.tasks().size();
        allowance.begins(wish.handler(), claimed.tasks().size());
        shop.crew().claimed(type, claimed);
        dispatcher.begin(wish, claimed.tasks(), now);
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

    private void unanswered(Dispatcher.Wish wish, long now) {
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
