package io.spillway.server.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.node.NodeRecord.WhyBroken;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each thing that keeps a task from running, alone and together with others. */
final class WhyWaitingTest {

    private static final Instant NOW = Given.NOW;
    private static final TaskId HOLDER = new TaskId("order.0.01KAQF5E0000000000000000AB");

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
        assertThat(why(facts().at(Given.NEXT).due(NOW, 0)))
                .extracting(Reason::code)
                .containsExactly("queued");
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
}
