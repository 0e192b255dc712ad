package io.spillway.server.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.node.NodeRecord.WhyBroken;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each thing that keeps a task from running, alone and together with others. */
final class WhyWaitingTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final TaskId HOLDER = new TaskId("order.0.01KAQF5E0000000000000000AB");
    private static final Place.Queued NEXT = new Place.Queued(0, false);

    private record Order(String id) {}

    @Test
    void theNextOneOfAQueueIsSaidToBeNext() {
        assertThat(why(facts()))
                .containsExactly(new Reason.InQueue(0, false, Optional.empty(), Optional.of(Duration.ZERO)));
    }

    @Test
    void oneBehindOthersIsToldHowManyAndAboutHowLong() {
        assertThat(why(facts().at(new Place.Queued(120, false))))
                .containsExactly(new Reason.InQueue(120, false, Optional.empty(), Optional.of(Duration.ofSeconds(12))));
    }

    @Test
    void howLongIsNotSaidWhereNothingIsWorkedOff() {
        assertThat(why(facts().at(new Place.Queued(120, true)).claimsPerSecond(0.01)))
                .containsExactly(new Reason.InQueue(120, true, Optional.empty(), Optional.empty()));
    }

    @Test
    void allWorkersAreBusy() {
        assertThat(why(facts().busy(64)))
                .containsExactly(new Reason.InQueue(0, false, Optional.of(64), Optional.of(Duration.ZERO)));
    }

    @Test
    void aDelayedTaskWaitsForItsTime() {
        Instant due = NOW.plusSeconds(42);

        assertThat(why(facts().at(new Place.Delayed()).due(due, 0)))
                .containsExactly(new Reason.Delayed(due, Duration.ofSeconds(42)));
    }

    @Test
    void aRetryIsDueAtItsTime() {
        Instant due = NOW.plusMillis(150);

        assertThat(why(facts().at(new Place.Delayed()).due(due, 2)))
                .containsExactly(new Reason.RetryDue(3, due, Duration.ofMillis(150)));
    }

    @Test
    void whatWillHaveChangedByThenIsNotSaidOfADelayedTask() {
        Instant due = NOW.plusSeconds(42);

        assertThat(why(facts().at(new Place.Delayed())
                        .due(due, 0)
                        .busy(64)
                        .limits(8, 50.0)
                        .running(8, 60)))
                .containsExactly(new Reason.Delayed(due, Duration.ofSeconds(42)));
    }

    @Test
    void whatDoesNotPassByItselfIsSaidOfADelayedTaskAsWell() {
        Instant due = NOW.plusSeconds(42);

        assertThat(why(facts().at(new Place.Delayed()).due(due, 0).unhandled().paused()))
                .extracting(Reason::code)
                .containsExactly("delayed", "no-handler", "paused");
    }

    @Test
    void aDelayedTaskThatIsDueIsAboutToBeClaimed() {
        assertThat(why(facts().at(NEXT).due(NOW, 0))).extracting(Reason::code).containsExactly("queued");
    }

    @Test
    void aParkedTaskWaitsForThoseThatHoldItsKey() {
        assertThat(why(facts().at(new Place.Parked("acct-1", 3, List.of(HOLDER)))))
                .containsExactly(new Reason.Parked("acct-1", 3, List.of(HOLDER)));
    }

    @Test
    void noPluginHandlesTheType() {
        assertThat(why(facts().unhandled()))
                .contains(new Reason.NoHandler("order", Reason.NoHandler.Lack.MISSING, null));
    }

    @Test
    void thePluginThatHandlesTheTypeIsSwitchedOff() {
        assertThat(why(facts().unhandled().plugin("orders", PluginStatus.State.DISABLED)))
                .contains(new Reason.NoHandler("order", Reason.NoHandler.Lack.DISABLED, "orders"));
    }

    @Test
    void thePluginThatHandlesTheTypeCouldNotBeLoaded() {
        assertThat(why(facts().unhandled().plugin("orders", PluginStatus.State.FAILED)))
                .contains(new Reason.NoHandler("order", Reason.NoHandler.Lack.FAILED, "orders"));
    }

    @Test
    void aTierKeepsTasksOfItsCriticalityBack() {
        Instant until = NOW.plusSeconds(300);
        ScopeStatus status = new ScopeStatus(
                new Scope.Core(), Tier.L2, ScopeStatus.State.ENGAGED, 1, NOW, until, "errors", null, null);

        assertThat(why(facts().keptBack(status)))
                .first()
                .isEqualTo(new Reason.KeptBack(Tier.L2, new Scope.Core(), until));
    }

    @Test
    void thePersonWhoPausedTheTypeIsNamed() {
        assertThat(why(facts().paused())).first().isEqualTo(new Reason.Paused("op", "a bad release", null));
    }

    @Test
    void aPausedTypeIsNotAtItsLimitBesides() {
        assertThat(why(facts().limits(8, null).running(8, 0).paused()))
                .extracting(Reason::code)
                .containsExactly("paused");
    }

    @Test
    void asManyTasksOfTheTypeRunAsMay() {
        assertThat(why(facts().limits(8, null).running(8, 0))).containsExactly(new Reason.AtConcurrency(8, 8));
        assertThat(why(facts().limits(8, null).running(7, 0)))
                .extracting(Reason::code)
                .containsExactly("queued");
    }

    @Test
    void asManyTasksOfTheTypeHaveBegunInASecondAsMay() {
        assertThat(why(facts().limits(null, 50.0).running(7, 50.4))).containsExactly(new Reason.AtRate(50));
    }

    @Test
    void namesTheNodesWhoseBreakerOfTheTypeIsOpenAndWhoTriesAgainFirst() {
        WaitingFacts.OpenBreaker late =
                new WaitingFacts.OpenBreaker("node-1", because("1 % failed"), NOW.plusSeconds(9));
        WaitingFacts.OpenBreaker soon =
                new WaitingFacts.OpenBreaker("node-2", because("2 % failed"), NOW.plusSeconds(3));

        assertThat(why(facts().breakers(late, soon)))
                .containsExactly(
                        new Reason.BreakerOpen(List.of("node-1", "node-2"), because("2 % failed"), NOW.plusSeconds(3)));
    }

    private static WhyBroken because(String text) {
        return new WhyBroken("lost", 0, 0, "", 0, 0, text);
    }

    @Test
    void aDelayedTaskHasNothingToDoWithABreakerThatIsOpenNow() {
        WaitingFacts.OpenBreaker open =
                new WaitingFacts.OpenBreaker("node-1", because("1 % failed"), NOW.plusSeconds(9));

        assertThat(why(facts().due(NOW.plusSeconds(60), 0).breakers(open)))
                .noneMatch(Reason.BreakerOpen.class::isInstance);
    }

    @Test
    void theNodeCanReachNoQueue() {
        assertThat(why(facts().trouble("Redis did not run work: OOM")))
                .first()
                .isEqualTo(new Reason.StorageFails("Redis did not run work: OOM"));
    }

    @Test
    void ofSeveralReasonsTheFirstThatMustChangeComesFirst() {
        ScopeStatus status = new ScopeStatus(
                new Scope.Site(), Tier.L3, ScopeStatus.State.MANUAL_HOLD, 1, NOW, null, null, null, "op");

        assertThat(why(facts().trouble("away")
                        .at(new Place.Parked("acct-1", 0, List.of()))
                        .due(NOW.plusSeconds(1), 1)
                        .unhandled()
                        .keptBack(status)
                        .paused()))
                .extracting(Reason::code)
                .containsExactly("storage", "retry", "parked", "no-handler", "tier", "paused");
        assertThat(why(facts().at(new Place.Queued(5, false))
                        .limits(8, 50.0)
                        .running(8, 50)
                        .busy(64)))
                .extracting(Reason::code)
                .containsExactly("concurrency", "rate", "workers");
    }

    private static List<Reason> why(Given given) {
        return WhyWaiting.of(given.facts());
    }

    private static Given facts() {
        return new Given();
    }

    /** A task that is next in the queue of a type that ten of are claimed in a second; and what is different about it. */
    private static final class Given {

        private Place place = NEXT;
        private @Nullable Instant due;
        private int attempt;
        private @Nullable String trouble;
        private @Nullable ScopeStatus keptBack;
        private @Nullable ManualLimits manual;
        private Limits limits = Limits.NONE;
        private boolean handled = true;
        private long running;
        private double starts;
        private int busy = 12;
        private double claimsPerSecond = 10;
        private List<WaitingFacts.OpenBreaker> breakers = List.of();
        private List<PluginStatus> plugins = List.of();

        Given at(Place other) {
            place = other;
            return this;
        }

        Given due(Instant at, int attempts) {
            due = at;
            attempt = attempts;
            return this;
        }

        Given busy(int workers) {
            busy = workers;
            return this;
        }

        Given claimsPerSecond(double rate) {
            claimsPerSecond = rate;
            return this;
        }

        Given breakers(WaitingFacts.OpenBreaker... open) {
            breakers = List.of(open);
            return this;
        }

        Given unhandled() {
            handled = false;
            return this;
        }

        Given paused() {
            manual = new ManualLimits(ManualLimits.Values.PAUSE, "op", "a bad release", NOW, null);
            return this;
        }

        Given limits(@Nullable Integer concurrency, @Nullable Double perSecond) {
            limits = new Limits(
                    Integer.MAX_VALUE,
                    concurrency == null ? Integer.MAX_VALUE : concurrency,
                    perSecond == null ? Double.POSITIVE_INFINITY : perSecond,
                    Integer.MAX_VALUE);
            return this;
        }

        Given running(long tasks, double startsPerSecond) {
            running = tasks;
            starts = startsPerSecond;
            return this;
        }

        Given keptBack(ScopeStatus status) {
            keptBack = status;
            return this;
        }

        Given trouble(String problem) {
            trouble = problem;
            return this;
        }

        Given plugin(String id, PluginStatus.State state) {
            plugins = List.of(
                    new PluginStatus("other", "1", "other.jar", null, state, List.of("else"), NOW, null),
                    new PluginStatus(id, "1", id + ".jar", null, state, List.of("order"), NOW, null));
            return this;
        }

        WaitingFacts facts() {
            Task task = new Task(
                    new TaskId("order.0.01KAQF5E0000000000000000AA"),
                    TaskState.PENDING,
                    new Task.Spec("order", "{}", Criticality.SHEDDABLE, 3, null, null, null),
                    new Task.Claim(attempt, attempt, null, null),
                    new Task.Times(NOW.minusSeconds(60), null, due, null, null, null),
                    null,
                    null,
                    place instanceof Place.Parked);
            Optional<TaskType<?>> type =
                    handled ? Optional.of(TaskType.of("order", Order.class).withLimits(limits)) : Optional.empty();
            TypeUse use = new TypeUse(Optional.ofNullable(manual), running, starts, 0, List.of());
            return new WaitingFacts(
                    task,
                    new Place.Found(place, NOW),
                    Optional.ofNullable(trouble),
                    Optional.ofNullable(keptBack),
                    new TypeLimits(
                            "order", handled, EffectiveLimits.of("order", type, LimitsConfig.NONE, use.manual()), use),
                    new WaitingFacts.Node(plugins, busy, 64, Optional.of(claimsPerSecond), breakers));
        }
    }
}
