package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.degrade.Admission.Verdict;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SwitchboardTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Scope CORE = new Scope.Core();
    private static final Scope SITE = new Scope.Site();
    private static final Scope HTTP = new Scope.Service("http-request");

    private final ManualClock clock = new ManualClock(T0);
    private final Switchboard switchboard = new Switchboard(DegradeConfig.defaults(), clock);

    private static ScopeState engaged(Scope scope, Tier tier, double intensity, Tier floor) {
        State state = intensity < 1 ? State.RECOVERING : State.ENGAGED;
        ScopeStatus status =
                new ScopeStatus(scope, tier, state, intensity, T0, T0.plusSeconds(90), "drill", null, null);
        return new ScopeState(status, floor, ScopeState.Memory.EMPTY);
    }

    private static ScopeState engaged(Scope scope, Tier tier) {
        return engaged(scope, tier, 1, Tier.NONE);
    }

    private void inForce(ScopeState... states) {
        switchboard.apply(new Tiers(switchboard.degradation().revision() + 1, List.of(states), List.of()));
    }

    private Verdict admit(String type, Criticality criticality) {
        return switchboard.admit(type, criticality, "caller");
    }

    private Set<Integer> shedCallers() {
        Set<Integer> shed = new HashSet<>();
        IntStream.range(0, 10_000)
                .filter(i -> switchboard.admit("any", Criticality.SHEDDABLE, "caller-" + i) instanceof Verdict.Shed)
                .forEach(shed::add);
        return shed;
    }

    @Test
    void letsEverythingThroughWhereNothingIsInForce() {
        assertThat(admit("any", Criticality.SHEDDABLE)).isEqualTo(new Verdict.Admitted(Tier.NONE));
        assertThat(switchboard.claimable("any")).containsExactly(Criticality.values());
        assertThat(switchboard.tier("any")).isEqualTo(Tier.NONE);
        assertThat(switchboard.concurrencyShare("any")).isEqualTo(1);
        assertThat(switchboard.degradation().scopes())
                .extracting(ScopeStatus::scope)
                .containsExactly(SITE, CORE);
    }

    @Test
    void shedsByCriticalityAndSaysWhenToComeAgain() {
        inForce(engaged(SITE, Tier.L1));

        assertThat(admit("any", Criticality.SHEDDABLE))
                .isEqualTo(new Verdict.Shed(Tier.L1, SITE, Duration.ofSeconds(90)));
        assertThat(admit("any", Criticality.SHEDDABLE_PLUS)).isEqualTo(new Verdict.Admitted(Tier.L1));
        assertThat(switchboard.claimable("any"))
                .containsExactly(Criticality.CRITICAL_PLUS, Criticality.CRITICAL, Criticality.SHEDDABLE_PLUS);
    }

    @Test
    void namesAStepOfTheReleaseOnceTheHoldIsOver() {
        inForce(engaged(SITE, Tier.L1));
        clock.advance(Duration.ofMinutes(5));

        assertThat(admit("any", Criticality.SHEDDABLE))
                .isEqualTo(new Verdict.Shed(Tier.L1, SITE, Duration.ofSeconds(30)));
    }

    @Test
    void appliesATierOfOneServiceToNoOther() {
        inForce(engaged(HTTP, Tier.L2));

        assertThat(admit("http-request", Criticality.SHEDDABLE)).isInstanceOf(Verdict.Shed.class);
        assertThat(admit("stock-deduct", Criticality.SHEDDABLE)).isEqualTo(new Verdict.Admitted(Tier.NONE));
    }

    @Test
    void shedsTheWorkOfEveryTypeForTheCorePathButCutsOnlyTheOthers() {
        inForce(engaged(CORE, Tier.L3));

        assertThat(admit("http-request", Criticality.SHEDDABLE_PLUS)).isInstanceOf(Verdict.Shed.class);
        assertThat(admit("stock-deduct", Criticality.SHEDDABLE_PLUS)).isInstanceOf(Verdict.Shed.class);
        assertThat(admit("stock-deduct", Criticality.CRITICAL)).isEqualTo(new Verdict.Admitted(Tier.L3));
        assertThat(switchboard.concurrencyShare("http-request")).isEqualTo(0.5);
        assertThat(switchboard.concurrencyShare("stock-deduct")).isEqualTo(1);
    }

    @Test
    void takesTheMostSevereOfTheThreeScopes() {
        inForce(engaged(HTTP, Tier.L1), engaged(CORE, Tier.L2), engaged(SITE, Tier.L3));

        assertThat(switchboard.tier("http-request")).isEqualTo(Tier.L3);
        assertThat(switchboard.concurrencyShare("http-request")).isEqualTo(0.5);
    }

    @Test
    void shedsTheShareOfCallersThatTheIntensitySays() {
        inForce(engaged(SITE, Tier.L2, 0.75, Tier.NONE));

        assertThat(shedCallers().size() / 10_000.0).isCloseTo(0.75, within(0.02));
    }

    @Test
    void keepsACallerInOnceItIsInForTheHour() {
        Set<Integer> before = null;
        for (double intensity : new double[] {0.75, 0.5, 0.25}) {
            inForce(engaged(SITE, Tier.L2, intensity, Tier.NONE));
            Set<Integer> shed = shedCallers();
            assertThat(shedCallers()).isEqualTo(shed);
            if (before != null) {
                assertThat(before).containsAll(shed);
            }
            before = shed;
        }
    }

    @Test
    void choosesOtherCallersInTheNextHour() {
        inForce(engaged(SITE, Tier.L2, 0.5, Tier.NONE));
        Set<Integer> first = shedCallers();
        clock.advance(Duration.ofMinutes(59).plusSeconds(59));
        Set<Integer> same = shedCallers();
        clock.advance(Duration.ofSeconds(1));
        Set<Integer> next = shedCallers();

        assertThat(same).isEqualTo(first);
        next.retainAll(first);
        assertThat(next.size() / 10_000.0).isCloseTo(0.25, within(0.02));
    }

    @Test
    void letsQueuedWorkBeClaimedFromTheFirstStepOfARelease() {
        inForce(engaged(SITE, Tier.L2));
        assertThat(switchboard.claimable("any")).containsExactly(Criticality.CRITICAL_PLUS, Criticality.CRITICAL);

        inForce(engaged(SITE, Tier.L2, 0.75, Tier.NONE));
        assertThat(switchboard.claimable("any")).containsExactly(Criticality.values());
    }

    @Test
    void keepsTheFloorInForceInFullDuringARelease() {
        inForce(engaged(SITE, Tier.L3, 0.5, Tier.L1));

        assertThat(switchboard.claimable("any")).doesNotContain(Criticality.SHEDDABLE);
        assertThat(shedCallers()).hasSize(10_000);
        assertThat(switchboard.concurrencyShare("any")).isEqualTo(0.75);
    }

    @Test
    void letsEverythingThroughInADryRunAndShowsWhatWouldBe() {
        Switchboard dry = new Switchboard(DegradeConfig.defaults().withObserve(true), clock);
        dry.apply(new Tiers(1, List.of(engaged(SITE, Tier.L3)), List.of()));

        assertThat(dry.admit("any", Criticality.SHEDDABLE, "c")).isEqualTo(new Verdict.Admitted(Tier.NONE));
        assertThat(dry.tier("any")).isEqualTo(Tier.NONE);
        assertThat(dry.concurrencyShare("any")).isEqualTo(1);
        assertThat(dry.degradation().scopes().getFirst())
                .extracting(ScopeStatus::tier, ScopeStatus::state)
                .containsExactly(Tier.L3, State.OBSERVE);
    }

    private Switchboard acting(UnaryOperator<TierActions> change) {
        DegradeConfig defaults = DegradeConfig.defaults();
        TierPolicy l2 = defaults.policy(Tier.L2);
        DegradeConfig config = defaults.withPolicy(Tier.L2, l2.withActions(change.apply(l2.actions())));
        Switchboard board = new Switchboard(() -> config, clock, type -> "the-plugin");
        board.apply(new Tiers(1, List.of(engaged(SITE, Tier.L2)), List.of()));
        return board;
    }

    @Test
    void keepsAPausedTypeInTheQueueAndAdmitsIt() {
        Switchboard board = acting(actions -> actions.withSheds(Set.of()).withPauses(Set.of("optional")));

        assertThat(board.claimable("optional")).containsExactly(Criticality.CRITICAL_PLUS);
        assertThat(board.claimable("any")).containsExactly(Criticality.values());
        assertThat(board.admit("optional", Criticality.SHEDDABLE, "c")).isEqualTo(new Verdict.Admitted(Tier.L2));
        assertThat(board.treatment("optional").pause(Criticality.CRITICAL))
                .contains(new Admission.Pause(Tier.L2, SITE, T0.plusSeconds(90)));
        assertThat(board.treatment("optional").pause(Criticality.CRITICAL_PLUS)).isEmpty();
        assertThat(board.keptBack("optional", Criticality.CRITICAL)).isPresent();
        assertThat(board.keptBack("any", Criticality.CRITICAL)).isEmpty();
    }

    @Test
    void pausesEveryTypeOfAPlugin() {
        Switchboard board = acting(actions -> actions.withPauses(Set.of("the-plugin")));

        assertThat(board.claimable("any")).containsExactly(Criticality.CRITICAL_PLUS);
    }

    @Test
    void pausesUntilTheReleaseIsComplete() {
        Switchboard board = acting(actions -> actions.withPauses(Set.of("optional")));
        board.apply(new Tiers(2, List.of(engaged(SITE, Tier.L2, 0.25, Tier.NONE)), List.of()));
        assertThat(board.claimable("optional")).containsExactly(Criticality.CRITICAL_PLUS);

        board.apply(new Tiers(3, List.of(), List.of()));
        assertThat(board.claimable("optional")).containsExactly(Criticality.values());
    }

    @Test
    void slowsByTheIntensityAndNeverWhatIsMostCritical() {
        Switchboard board = acting(actions -> actions.withSlow(Duration.ofMillis(400)));
        assertThat(board.treatment("any").slow(Criticality.CRITICAL)).isEqualTo(Duration.ofMillis(400));
        assertThat(board.treatment("any").slow(Criticality.CRITICAL_PLUS)).isZero();

        board.apply(new Tiers(2, List.of(engaged(SITE, Tier.L2, 0.5, Tier.NONE)), List.of()));
        assertThat(board.treatment("any").slow(Criticality.CRITICAL)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void cutsRetriesForAllButWhatIsMostCritical() {
        Switchboard board = acting(actions -> actions.withRetries(new RetryCut(2, 3)));

        assertThat(board.treatment("any").retries(Criticality.CRITICAL)).isEqualTo(new RetryCut(2, 3));
        assertThat(board.treatment("any").retries(Criticality.CRITICAL_PLUS)).isEqualTo(RetryCut.NORMAL);
    }

    @Test
    void givesANamedTypeItsOwnShareAlsoOnTheCorePath() {
        Switchboard board = acting(actions ->
                actions.withConcurrency(new ConcurrencyShares(1, Map.of("http-request", 0.25, "stock-deduct", 0.75))));
        assertThat(board.concurrencyShare("http-request")).isEqualTo(0.25);
        assertThat(board.concurrencyShare("any")).isEqualTo(1);

        board.apply(new Tiers(2, List.of(engaged(CORE, Tier.L2)), List.of()));
        assertThat(board.concurrencyShare("stock-deduct")).isEqualTo(0.75);
        assertThat(board.concurrencyShare("coupon-redeem")).isEqualTo(1);
    }

    @Test
    void takesUpAnotherPolicyWithoutAnyStorage() {
        AtomicReference<DegradeConfig> policy = new AtomicReference<>(DegradeConfig.defaults());
        Switchboard board = new Switchboard(policy::get, clock, type -> type);
        board.apply(new Tiers(1, List.of(engaged(SITE, Tier.L2)), List.of()));
        List<Degradation> heard = new ArrayList<>();
        board.listen(heard::add);

        policy.set(policy.get().withObserve(true));
        board.refresh();

        assertThat(board.claimable("any")).containsExactly(Criticality.values());
        assertThat(heard.getFirst().scopes().getFirst().state()).isEqualTo(State.OBSERVE);
    }

    @Test
    void tellsOfNewRevisionsOnly() {
        List<Degradation> heard = new ArrayList<>();
        switchboard.listen(heard::add);

        switchboard.apply(new Tiers(2, List.of(engaged(CORE, Tier.L2)), List.of()));
        switchboard.apply(new Tiers(2, List.of(engaged(CORE, Tier.L2)), List.of()));
        switchboard.apply(new Tiers(1, List.of(), List.of()));

        assertThat(heard).extracting(Degradation::revision).containsExactly(2L);
        assertThat(switchboard.tier("any")).isEqualTo(Tier.L2);
    }

    @Test
    void anotherStateByTheSameRevisionTakesThePlaceOfOneThatTheStorageHasLost() {
        Tiers kept = new Tiers(2, List.of(), List.of());
        switchboard.apply(new Tiers(2, List.of(engaged(CORE, Tier.L2)), List.of()));

        assertThat(switchboard.isForked(kept)).isTrue();
        switchboard.apply(kept);

        assertThat(switchboard.tier("any")).isEqualTo(Tier.NONE);
        assertThat(switchboard.isForked(kept)).isFalse();
    }
}
