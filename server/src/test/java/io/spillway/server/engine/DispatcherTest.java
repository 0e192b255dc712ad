package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Outcome;
import io.spillway.server.breaker.Breaker;
import io.spillway.server.breaker.BreakerState;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sixteen workers, all busy with tasks that end soon. */
final class DispatcherTest {

    private static final String TYPE = "short";
    private static final int WORKERS = 16;
    private static final long MILLI = 1_000_000;

    private final ScriptedHandler handler = ScriptedHandler.of(TYPE, _ -> Outcome.succeeded());
    private final Breakers breakers = PlainBreakers.create();
    private final WorkerPool pool = new WorkerPool(WORKERS, Duration.ofSeconds(1));
    private final Beginnings crew = new Beginnings();
    private long now = 1;
    private final Lane.Shop shop = new Lane.Shop(
            new EnginePorts(
                    new NoQueue(), handler, new ScriptedAdmission(), breakers, Tracing.NONE, _ -> {}, () -> now),
            new EngineConfig(
                    "node", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(1), LimitsConfig.NONE),
            new Seats(pool, () -> now),
            new RunningAttempts(),
            crew);
    private final Allowance allowance = new Allowance(TYPE, shop);
    private final Dispatcher dispatcher = new Dispatcher(TYPE, shop, allowance, now);

    @Test
    void whatHasAWorkerBeginsAtOnceAndInOrder() {
        List<Task> tasks = ClaimedTasks.tasks(TYPE, 0, 10);

        dispatcher.begin(dispatcher.wish(handler, true), tasks, now);

        assertThat(crew.begun).isEqualTo(tasks);
        assertThat(shop.seats().taken(TYPE))
                .as("the other seats were given back")
                .isEqualTo(10);
        assertThat(dispatcher.isEmpty()).isTrue();
    }

    @Test
    void aWorkerIsKeptForATypeThatHadTasksAndForNoneThatOnlyLooked() {
        dispatcher.begin(dispatcher.wish(handler, true), List.of(), now);
        int whileItOnlyLooked = shop.seats().take("other", WORKERS, WORKERS);
        shop.seats().give("other", whileItOnlyLooked);

        dispatcher.begin(dispatcher.wish(handler, true), ClaimedTasks.tasks(TYPE, 0, 1), now);
        shop.seats().give(TYPE, 1);

        assertThat(whileItOnlyLooked).isEqualTo(WORKERS);
        assertThat(shop.seats().take("other", WORKERS, WORKERS)).isEqualTo(WORKERS - 1);
    }

    @Test
    void noMoreIsClaimedAheadThanThreeQuartersOfThoseAtWork() {
        allBusyWithShortTasks();

        Dispatcher.Wish wish = dispatcher.wish(handler, true);

        assertThat(wish.seats()).isZero();
        assertThat(wish.ahead()).isEqualTo(WORKERS * 3 / 4);
    }

    @Test
    void whatIsInHandCountsAgainstThat() {
        holding(3);

        assertThat(dispatcher.wish(handler, true).ahead()).isEqualTo(WORKERS * 3 / 4 - 3);
    }

    @Test
    void nothingIsClaimedAheadOfASlowQueue() {
        allBusyWithShortTasks();

        dispatcher.answeredIn(20 * MILLI);
        assertThat(dispatcher.wish(handler, true).ahead()).isZero();
        dispatcher.answeredIn(20 * MILLI - 1);
        assertThat(dispatcher.wish(handler, true).ahead()).isPositive();
    }

    @Test
    void whoComesFreeBeginsTheNextOne() {
        List<Task> held = holding(3);

        oneComesFree();

        assertThat(crew.begun).endsWith(held.getFirst()).hasSize(WORKERS + 1);
        assertThat(dispatcher.leases()).hasSize(2);
    }

    @Test
    void aCanceledTaskInHandIsNotBegun() {
        List<Task> held = holding(3);

        assertThat(dispatcher.drop(held.getFirst().id())).contains(held.getFirst());
        oneComesFree();

        assertThat(crew.begun).doesNotContain(held.getFirst()).endsWith(held.get(1));
    }

    @Test
    void nothingInHandBeginsBehindABreakerThatOpens() {
        List<Task> held = holding(3);
        forceOpen();

        oneComesFree();
        assertThat(crew.begun).hasSize(WORKERS);

        now += Dispatcher.PATIENCE.toNanos() + 1;
        assertThat(dispatcher.late(now)).isEqualTo(held);
        assertThat(dispatcher.isEmpty()).isTrue();
    }

    @Test
    void whatHasWaitedTooLongGoesBackEvenIfAWorkerComesFree() {
        List<Task> held = holding(2);
        now += Dispatcher.PATIENCE.toNanos() + 1;

        oneComesFree();

        assertThat(crew.begun).doesNotContainAnyElementsOf(held);
        assertThat(dispatcher.late(now)).isEqualTo(held);
    }

    @Test
    void whatGoesBackCountsForNothingAmongTheProbesOfABreaker() {
        List<Task> held = holding(3);
        forceOpen();
        breakers.force(List.of());

        for (Task each : held) {
            allowance.ended(Conclusion.notBegun(each, new Settlement.Next.HandBack(), null));
        }

        assertThat(breakers.find(TYPE).orElseThrow())
                .extracting(Breaker.Snapshot::state, Breaker.Snapshot::rung)
                .containsExactly(BreakerState.HALF_OPEN, 1);
        allowance.ended(Conclusion.notBegun(held.getFirst(), new Settlement.Next.HandBack(), null));
        assertThat(breakers.find(TYPE).orElseThrow().rung()).isEqualTo(1);
    }

    @Test
    void whereABeginningBreaksNoTaskAndNoSeatIsLost() {
        List<Task> tasks = ClaimedTasks.tasks(TYPE, 0, 4);
        Dispatcher.Wish wish = dispatcher.wish(handler, false);
        crew.breaksAt = 2;

        assertThatThrownBy(() -> dispatcher.begin(wish, tasks, now)).isInstanceOf(NoClassDefFoundError.class);

        assertThat(crew.begun).isEqualTo(tasks.subList(0, 1));
        assertThat(dispatcher.leases())
                .extracting(Lease::id)
                .containsExactly(tasks.get(2).id(), tasks.get(3).id());
        assertThat(shop.seats().taken(TYPE)).as("with the one that broke").isEqualTo(2);
    }

    @Test
    void aNodeThatStoodStillDuringTheClaimBeginsNothing() {
        allBusyWithShortTasks();
        Dispatcher.Wish wish = dispatcher.wish(handler, true);
        long asked = now;
        now += Duration.ofSeconds(11).toNanos();

        dispatcher.begin(wish, ClaimedTasks.tasks(TYPE, 100, 1), asked);
        oneComesFree();

        assertThat(crew.begun).hasSize(WORKERS);
    }

    private List<Task> holding(int count) {
        allBusyWithShortTasks();
        List<Task> held = ClaimedTasks.tasks(TYPE, 100, count);
        dispatcher.begin(dispatcher.wish(handler, true), held, now);
        assertThat(crew.begun).hasSize(WORKERS);
        assertThat(dispatcher.leases()).hasSize(count);
        return held;
    }

    private void allBusyWithShortTasks() {
        dispatcher.begin(dispatcher.wish(handler, true), ClaimedTasks.tasks(TYPE, 0, WORKERS), now);
        for (int i = 0; i < 100; i++) {
            now += 5 * MILLI;
            dispatcher.turn(10, now);
        }
    }

    private void oneComesFree() {
        shop.seats().give(TYPE, 1);
        dispatcher.beginNext();
    }

    private void forceOpen() {
        Instant wall = Instant.now();
        breakers.force(List.of(new ForcedBreaker(
                TYPE, ForcedBreaker.Mode.FORCED_OPEN, "ops", "a test", wall, wall.plusSeconds(3600))));
    }

    private static final class Beginnings extends IdleCrew {
        private final List<Task> begun = new ArrayList<>();
        private int breaksAt = Integer.MAX_VALUE;

        @Override
        public void begin(Hand.Held next) {
            if (begun.size() + 1 >= breaksAt) {
                throw new NoClassDefFoundError("unloaded");
            }
            begun.add(next.task());
        }
    }
}
